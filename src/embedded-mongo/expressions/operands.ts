import { isNumber, type NumberValue } from "../values/documents.js";
import { typeName } from "../values/types.js";
import { CommandError } from "../errors.js";

/** Whether a value is null or missing. */
export function isNullish(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

/** The value as a number; throws as MongoDB does for an operator that takes numbers only. */
export function numberOperand(value: unknown, operator: string): NumberValue {
  if (isNumber(value)) return value;
  throw new CommandError("TypeMismatch", `${operator} only supports numeric types, not ${typeName(value)}`);
}

/** The value as an array; throws for anything else. */
export function arrayOperand(value: unknown, operator: string): unknown[] {
  if (Array.isArray(value)) return value;
  throw new CommandError("TypeMismatch", `${operator} requires an array, not ${typeName(value)}`);
}

/** The value as a text, an empty one for null; throws for anything else. */
export function textOperand(value: unknown, operator: string): string {
  if (isNullish(value)) return "";
  if (typeof value === "string") return value;
  throw new CommandError("TypeMismatch", `${operator} requires a string, not ${typeName(value)}`);
}
