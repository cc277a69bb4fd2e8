import {
  BSONRegExp,
  Double,
  Int32,
  Long,
  ObjectId,
  isDoc,
  isNumber,
  toDouble,
  isTruthy,
  type Doc,
} from "../values/documents.js";
import { typeName } from "../values/types.js";
import { CommandError } from "../errors.js";
import { compileRegex } from "../values/regex.js";
import type { Operator } from "./expression.js";
import { isNullish, textOperand } from "./operands.js";

/** Operators on texts, and conversions between types. */
export const textOperators: Record<string, Operator> = {
  $concat: (...parts) => (parts.some(isNullish) ? null : parts.map((part) => textOperand(part, "$concat")).join("")),
  $toLower: (value) => asText(value).toLowerCase(),
  $toUpper: (value) => asText(value).toUpperCase(),
  $strLenCP: (value) => new Int32([...textOperand(value, "$strLenCP")].length),
  $substrCP: (value, start, count) => substring(textOperand(value, "$substrCP"), start, count),
  $split: (value, by) => (isNullish(value) ? null : textOperand(value, "$split").split(textOperand(by, "$split"))),
  $indexOfCP: (value, part) =>
    isNullish(value) ? null : new Int32(asText(value).indexOf(textOperand(part, "$indexOfCP"))),
  $trim: (operand) => (isDoc(operand) && !isNullish(operand.input) ? asText(operand.input).trim() : null),
  $regexMatch: (operand) => isDoc(operand) && regexMatches(operand),
  $type: (value) => typeName(value),
  $toString: (value) => (isNullish(value) ? null : asText(value)),
  $toBool: (value) => (isNullish(value) ? null : isTruthy(value)),
  $toInt: (value) => (isNullish(value) ? null : new Int32(Math.trunc(asNumber(value, "int")))),
  $toLong: (value) => (isNullish(value) ? null : Long.fromNumber(Math.trunc(asNumber(value, "long")))),
  $toDouble: (value) => (isNullish(value) ? null : new Double(asNumber(value, "double"))),
  $toDate: (value) => (isNullish(value) ? null : asDate(value)),
  $toObjectId: (value) => (isNullish(value) ? null : asObjectId(value)),
};

function substring(text: string, start: unknown, count: unknown): string {
  const [from, length] = [start, count].map((operand) => (isNumber(operand) ? toDouble(operand) : 0)) as [
    number,
    number,
  ];
  return [...text].slice(from, length < 0 ? undefined : from + length).join("");
}

function regexMatches({ input, regex, options }: Doc): boolean {
  if (isNullish(input) || isNullish(regex)) return false;
  const pattern = regex instanceof BSONRegExp ? regex : new BSONRegExp(textOperand(regex, "$regexMatch"));
  return compileRegex(pattern.pattern, typeof options === "string" ? options : pattern.options).test(
    textOperand(input, "$regexMatch"),
  );
}

function asText(value: unknown): string {
  if (isNullish(value)) return "";
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "string" || typeof value === "boolean" || isNumber(value) || value instanceof ObjectId)
    return value.toString();
  throw conversionFailure(value, "string");
}

function asNumber(value: unknown, to: string): number {
  if (isNumber(value)) return toDouble(value);
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value instanceof Date) return value.getTime();
  const parsed = typeof value === "string" && value.trim() !== "" ? Number(value) : NaN;
  if (Number.isNaN(parsed)) throw conversionFailure(value, to);
  return parsed;
}

function asDate(value: unknown): Date {
  if (value instanceof Date) return value;
  const time =
    value instanceof ObjectId ? value.getTimestamp() : new Date(isNumber(value) ? toDouble(value) : asText(value));
  if (Number.isNaN(time.getTime())) throw conversionFailure(value, "date");
  return time;
}

function asObjectId(value: unknown): ObjectId {
  if (value instanceof ObjectId) return value;
  if (typeof value === "string" && /^[0-9a-f]{24}$/i.test(value)) return ObjectId.createFromHexString(value);
  throw conversionFailure(value, "objectId");
}

function conversionFailure(value: unknown, to: string): CommandError {
  return new CommandError(
    "ConversionFailure",
    `Unsupported conversion from ${typeName(value)} to ${to} in $convert with no onError value`,
  );
}
