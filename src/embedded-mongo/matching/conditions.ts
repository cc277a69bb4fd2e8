import { BSONRegExp, isDoc, isNumber, toDouble, type Doc } from "../values/documents.js";
import { encodeValue, typeByte, typeBytes } from "../values/key-encoding.js";
import { compareValues, identityOf, valuesEqual } from "../values/order.js";
import { typeName, wantedTypes } from "../values/types.js";
import { CommandError } from "../errors.js";
import { compileRegex } from "./regex.js";
import type { Filter } from "./filter.js";

/** Says whether one of the values that a path reaches passes a test; with `whole`, an array is tested itself only. */
export type Reach = (test: (value: unknown) => boolean, whole?: boolean) => boolean;

/** What a filter demands of one path. */
export type Condition = (reach: Reach) => boolean;

/** Compiles the operand of a field in a filter: a value to equal, or a document of operators. */
export function compileCondition(operand: unknown, compileFilter: (filter: Doc) => Filter): Condition {
  if (operand instanceof BSONRegExp) return matchesRegex(operand);
  if (!isOperators(operand)) return equals(operand);
  const conditions = Object.keys(operand).map((name) => compileOperator(name, operand, compileFilter));
  return (reach) => conditions.every((condition) => condition(reach));
}

/** Whether a value in a filter is a document of operators, such as { $gt: 5 }. */
export function isOperators(operand: unknown): operand is Doc {
  if (!isDoc(operand)) return false;
  const [first] = Object.keys(operand);
  return first?.startsWith("$") === true && first !== "$ref" && first !== "$id";
}

function compileOperator(name: string, operators: Doc, compileFilter: (filter: Doc) => Filter): Condition {
  const operand = operators[name];
  switch (name) {
    case "$elemMatch":
      return elementMatches(operand, compileFilter);
    case "$not":
      return not(negatable(operand, compileFilter));
    case "$all":
      return all(arrayOperand(name, operand), compileFilter);
    case "$regex":
      return regexWithOptions(operand, operators.$options);
  }
  const compile = simpleOperators[name];
  if (!compile) throw new CommandError("BadValue", `unknown operator: ${name}`);
  return compile(operand, name);
}

const simpleOperators: Record<string, (operand: unknown, name: string) => Condition> = {
  $eq: (operand) => equals(operand),
  $ne: (operand, name) => not(equals(notRegex(name, operand))),
  $in: (operand, name) => isAmong(arrayOperand(name, operand)),
  $nin: (operand, name) => not(isAmong(arrayOperand(name, operand))),
  $gt: (operand, name) => compares(notRegex(name, operand), (order) => order > 0),
  $gte: (operand, name) => compares(notRegex(name, operand), (order) => order >= 0),
  $lt: (operand, name) => compares(notRegex(name, operand), (order) => order < 0),
  $lte: (operand, name) => compares(notRegex(name, operand), (order) => order <= 0),
  $exists: (operand) => (isTrue(operand) ? exists : not(exists)),
  $type: (operand) => hasType(wantedTypes(operand)),
  $size: (operand) => hasSize(operand),
  $mod: (operand, name) => hasRemainder(arrayOperand(name, operand)),
  $options: () => () => true,
  $comment: () => () => true,
};

/** Whether MongoDB reads an operand such as that of $exists as yes. */
export function isTrue(operand: unknown): boolean {
  return isNumber(operand) ? toDouble(operand) !== 0 : operand !== null && operand !== undefined && operand !== false;
}

function equals(operand: unknown): Condition {
  if (typeof operand === "string") return (reach) => reach((value) => value === operand);
  // Encoded once, rather than for each document.
  const [type, wanted] = [typeByte(operand), encodeValue(operand)];
  return (reach) => reach((value) => typeByte(value) === type && encodeValue(value).equals(wanted));
}

function not(condition: Condition): Condition {
  return (reach) => !condition(reach);
}

const exists: Condition = (reach) => reach((value) => value !== undefined);

function compares(operand: unknown, holds: (order: number) => boolean): Condition {
  const type = typeByte(operand);
  if (type === typeBytes.minKey || type === typeBytes.maxKey) {
    return (reach) => reach((value) => value !== undefined && holds(compareValues(value, operand)));
  }
  const comparable = (value: unknown) => typeByte(value) === type && isNaNValue(value) === isNaNValue(operand);
  return (reach) => reach((value) => comparable(value) && holds(compareValues(value, operand)));
}

function isNaNValue(value: unknown): boolean {
  return isNumber(value) && Number.isNaN(toDouble(value));
}

function isAmong(operands: unknown[]): Condition {
  const regexes = operands.filter((operand) => operand instanceof BSONRegExp).map(matchesRegex);
  const values = new Set(operands.map((operand) => identityOf(operand)));
  return (reach) => reach((value) => values.has(identityOf(value))) || regexes.some((regex) => regex(reach));
}

function matchesRegex(operand: BSONRegExp): Condition {
  const regex = compileRegex(operand.pattern, operand.options);
  return (reach) =>
    reach((value) =>
      typeof value === "string" ? regex.test(value) : value instanceof BSONRegExp && valuesEqual(value, operand),
    );
}

function regexWithOptions(operand: unknown, options: unknown): Condition {
  if (operand instanceof BSONRegExp) {
    return matchesRegex(new BSONRegExp(operand.pattern, typeof options === "string" ? options : operand.options));
  }
  if (typeof operand !== "string") throw new CommandError("BadValue", "$regex has to be a string");
  return matchesRegex(new BSONRegExp(operand, typeof options === "string" ? options : ""));
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

function negatable(operand: unknown, compileFilter: (filter: Doc) => Filter): Condition {
  if (operand instanceof BSONRegExp || isOperators(operand)) return compileCondition(operand, compileFilter);
  throw new CommandError("BadValue", "$not needs a regex or a document");
}

function all(operands: unknown[], compileFilter: (filter: Doc) => Filter): Condition {
  const conditions = operands.map((operand) => compileCondition(operand, compileFilter));
  return (reach) => conditions.length > 0 && conditions.every((condition) => condition(reach));
}

function elementMatches(operand: unknown, compileFilter: (filter: Doc) => Filter): Condition {
  if (!isDoc(operand)) throw new CommandError("BadValue", "$elemMatch needs an Object");
  const test = elementTest(operand, compileFilter);
  return (reach) => reach((value) => Array.isArray(value) && value.some(test), true);
}

/** What `$elemMatch` asks of one element: operators are asked of the element itself, other filters of its fields. */
export function elementTest(operand: Doc, compileFilter: (filter: Doc) => Filter): (element: unknown) => boolean {
  const [first] = Object.keys(operand);
  if (isOperators(operand) && !["$and", "$or", "$nor"].includes(first!)) {
    const condition = compileCondition(operand, compileFilter);
    return (element) => condition((test) => test(element));
  }
  const filter = compileFilter(operand);
  return (element) => isDoc(element) && filter(element);
}

function arrayOperand(name: string, operand: unknown): unknown[] {
  if (Array.isArray(operand)) return operand;
  throw new CommandError("BadValue", `${name} needs an array`);
}

function notRegex(name: string, operand: unknown): unknown {
  if (!(operand instanceof BSONRegExp)) return operand;
  throw new CommandError("BadValue", `Can't have regex as arg to ${name}.`);
}
