import { Timestamp } from "bson";
import { Int32, deepCopy, isDoc, isNumber, type Doc, type NumberValue } from "../values/documents.js";
import { add, multiply } from "../values/arithmetic.js";
import { compareValues } from "../values/order.js";
import { valueAt } from "../values/paths.js";
import { describe, typeName } from "../values/types.js";
import { CommandError } from "../errors.js";
import { arrayModifiers } from "./array-modifiers.js";
import type { CompileModifier, Modifier } from "./modifier.js";
import { readAt, removeAt, writeAt } from "./places.js";

/** The modifiers of updates by name, each compiled from its operand. */
export const modifiers: Record<string, CompileModifier> = {
  $set: (operand) => (doc, path) => writeAt(doc, path, deepCopy(operand)),
  $setOnInsert: (operand) => (doc, path) => writeAt(doc, path, deepCopy(operand)),
  $unset: () => removeAt,
  $inc: (operand) => calculate("$inc", operand, (value, by) => (value ? add(value, by) : by)),
  $mul: (operand) => calculate("$mul", operand, (value, by) => multiply(value ?? new Int32(0), by)),
  $min: (operand) => keep(operand, -1),
  $max: (operand) => keep(operand, 1),
  $rename: (operand, name) => rename(operand, name),
  $currentDate: (operand) => setNow(operand),
  ...arrayModifiers,
};

function calculate(
  name: string,
  operand: unknown,
  by: (value: NumberValue | undefined, operand: NumberValue) => NumberValue,
): Modifier {
  if (!isNumber(operand)) {
    throw new CommandError(
      "TypeMismatch",
      `Cannot ${name === "$inc" ? "increment" : "multiply"} with non-numeric argument: ${describe(operand)}`,
    );
  }
  return (doc, path) => {
    const value = readAt(doc, path);
    if (value !== undefined && !isNumber(value)) {
      const field = path.at(-1);
      throw new CommandError(
        "TypeMismatch",
        `Cannot apply ${name} to a value of non-numeric type. {_id: ${describe(doc._id)}} has the field '${field}' of non-numeric type ${typeName(value)}`,
      );
    }
    writeAt(doc, path, by(value, operand));
  };
}

function keep(operand: unknown, sign: number): Modifier {
  return (doc, path) => {
    const value = readAt(doc, path);
    if (value === undefined || compareValues(operand, value) * sign > 0) writeAt(doc, path, deepCopy(operand));
  };
}

function rename(operand: unknown, name: string): Modifier {
  if (typeof operand !== "string" || operand === "" || operand === name) {
    throw new CommandError(
      "BadValue",
      `The 'to' field for $rename must be another field's name: ${name}: ${describe(operand)}`,
    );
  }
  const target = operand.split(".");
  if ([...name.split("."), ...target].some((part) => part.startsWith("$")))
    throw new CommandError("BadValue", `The fields for $rename may not be dynamic: ${name}: ${describe(operand)}`);
  return (doc, path) => {
    const value = readAt(doc, path);
    if (value === undefined) return;
    for (const place of [path, target]) refuseInArray(doc, place);
    removeAt(doc, path);
    writeAt(doc, target, value);
  };
}

function refuseInArray(doc: Doc, path: string[]): void {
  const isInArray = path.some((_, at) => Array.isArray(valueAt(doc, path.slice(0, at))));
  if (!isInArray) return;
  const message = `The source and destination field of $rename cannot be an array element: ${path.join(".")}`;
  throw new CommandError("BadValue", message);
}

function setNow(operand: unknown): Modifier {
  const wanted = isDoc(operand) ? operand.$type : operand;
  if (wanted === true || wanted === "date") return (doc, path) => writeAt(doc, path, new Date());
  if (wanted === "timestamp") {
    return (doc, path) => writeAt(doc, path, new Timestamp({ t: Math.floor(Date.now() / 1000), i: 1 }));
  }
  throw new CommandError(
    "BadValue",
    `${describe(operand)} is not valid for $currentDate: 'true', or a $type of 'date' or 'timestamp'`,
  );
}
