import { CommandError } from "../errors.js";
import { BSONRegExp, ObjectId, isNumber, isTruthy, toDouble, type Doc } from "../values/documents.js";
import { encodeValue, typeByte, typeBytes } from "../values/key-encoding.js";
import { compareValues, identityOf, valuesEqual } from "../values/order.js";
import { compileRegex } from "../values/regex.js";
import { typeName, wantedTypes } from "../values/types.js";
import type { Condition } from "./condition.js";

/** Operators on single values by name. `operators` is the document that the operand is part of. */
export const valueConditions: Record<string, (operand: unknown, name: string, operators: Doc) => Condition> = {
  $eq: (operand) => equals(operand),
  $ne: (operand, name) => negated(equals(notRegex(name, operand))),
  $in: (operand, name) => isAmong(conditionList(name, operand)),
  $nin: (operand, name) => negated(isAmong(conditionList(name, operand))),
  $gt: (operand, name) => compares(notRegex(name, operand), (order) => order > 0),
  $gte: (operand, name) => compares(notRegex(name, operand), (order) => order >= 0),
  $lt: (operand, name) => compares(notRegex(name, operand), (order) => order < 0),
  $lte: (operand, name) => compares(notRegex(name, operand), (order) => order <= 0),
  $exists: (operand) => (isTruthy(operand) ? exists : negated(exists)),
  $type: (operand) => hasType(wantedTypes(operand)),
  $size: (operand) => hasSize(operand),
  $mod: (operand, name) => hasRemainder(conditionList(name, operand)),
  $regex: (operand, _, { $options }) => regexWithOptions(operand, $options),
  $options: () => () => true,
  $comment: () => () => true,
};

/** Whether a value equals the operand, as MongoDB compares. */
export function equals(operand: unknown): Condition {
  if (typeof operand === "string") return (reach) => reach((value) => value === operand);
  if (operand instanceof ObjectId) {
    const wanted = Buffer.from(operand.id);
    return (reach) => reach((value) => value instanceof ObjectId && wanted.equals(value.id));
  }
  // Encoded once, rather than for each document.
  const [type, wanted] = [typeByte(operand), encodeValue(operand)];
  return (reach) => reach((value) => typeByte(value) === type && encodeValue(value).equals(wanted));
}

/** The opposite condition. */
export function negated(condition: Condition): Condition {
  return (reach) => !condition(reach);
}

const exists: Condition = (reach) => reach((value) => value !== undefined);

function compares(operand: unknown, holds: (order: number) => boolean): Condition {
  const type = typeByte(operand);
  if (type === typeBytes.minKey || type === typeBytes.maxKey) {
    return (reach) => reach((value) => value !== undefined && holds(compareValues(value, operand)));
  }
  if (operand instanceof Date && !Number.isNaN(operand.getTime())) {
    const time = operand.getTime();
    return (reach) => reach((value) => value instanceof Date && holds(value.getTime() - time));
  }
  const comparable = (value: unknown) => typeByte(value) === type && isNaNValue(value) === isNaNValue(operand);
  return (reach) => reach((value) => comparable(value) && holds(compareValues(value, operand)));
}

function isNaNValue(value: unknown): boolean {
  return isNumber(value) && Number.isNaN(toDouble(value));
}

function isAmong(operands: unknown[]): Condition {
  if (operands.every((operand) => typeof operand === "string")) {
    const texts = new Set<unknown>(operands);
    return (reach) => reach((value) => texts.has(value));
  }
  const regexes = operands.filter((operand) => operand instanceof BSONRegExp).map(matchesRegex);
  const values = new Set(operands.map((operand) => identityOf(operand)));
  return (reach) => reach((value) => values.has(identityOf(value))) || regexes.some((regex) => regex(reach));
}

/** Whether a text matches the expression, or a value is the expression itself. */
export function matchesRegex(operand: BSONRegExp): Condition {
  const regex = compileRegex(operand.pattern, operand.options);
  return (reach) =>
    reach((value) =>
      typeof value === "string" ? regex.test(value) : value instanceof BSONRegExp && valuesEqual(value, operand),
    );
}

function regexWithOptions(operand: unknown, $options: unknown): Condition {
  const { pattern, options } = operand instanceof BSONRegExp ? operand : { pattern: operand, options: "" };
  if (typeof pattern !== "string") throw new CommandError("BadValue", "$regex has to be a string");
  const flags = typeof $options === "string" ? $options : options;
  // It refuses an unknown option as MongoDB does; bson's class does not.
  compileRegex(pattern, flags);
  return matchesRegex(new BSONRegExp(pattern, flags));
}

function hasType(types: Set<string>): Condition {
  return (reach) => reach((value) => types.has(typeName(value)));
}

function hasSize(operand: unknown): Condition {
  const size = isNumber(operand) ? toDouble(operand) : -1;
  if (!Number.isInteger(size) || size < 0)
    throw new CommandError("BadValue", "$size must be a whole number, zero or more");
  return (reach) => reach((value) => Array.isArray(value) && value.length === size, true);
}

function hasRemainder([divisor, remainder]: unknown[]): Condition {
  if (!isNumber(divisor) || !isNumber(remainder) || toDouble(divisor) === 0) {
    throw new CommandError("BadValue", "malformed mod, needs a divisor other than zero and a remainder");
  }
  const [by, left] = [Math.trunc(toDouble(divisor)), Math.trunc(toDouble(remainder))];
  return (reach) => reach((value) => isNumber(value) && Math.trunc(toDouble(value)) % by === left);
}

/** The operand as an array. Throws BadValue for anything else. */
export function conditionList(name: string, operand: unknown): unknown[] {
  if (Array.isArray(operand)) return operand;
  throw new CommandError("BadValue", `${name} needs an array`);
}

function notRegex(name: string, operand: unknown): unknown {
  if (!(operand instanceof BSONRegExp)) return operand;
  throw new CommandError("BadValue", `Can't have regex as arg to ${name}.`);
}
