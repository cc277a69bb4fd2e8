import { CommandError } from "../errors.js";
import { BSONRegExp, isDoc, type Doc } from "../values/documents.js";
import type { CompileFilter, Condition } from "./condition.js";
import { conditionList, equals, matchesRegex, negated, valueConditions } from "./value-conditions.js";

/** Compiles the operand of a field in a filter: a value to equal, or a document of operators. */
export function compileCondition(operand: unknown, compileFilter: CompileFilter): Condition {
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

/** The demands of `$elemMatch` on one element: operators apply to the element itself, other filters to its fields. */
export function elementTest(operand: Doc, compileFilter: CompileFilter): (element: unknown) => boolean {
  const [first] = Object.keys(operand);
  if (isOperators(operand) && !["$and", "$or", "$nor"].includes(first!)) {
    const condition = compileCondition(operand, compileFilter);
    return (element) => condition((test) => test(element));
  }
  const filter = compileFilter(operand);
  return (element) => isDoc(element) && filter(element);
}

function compileOperator(name: string, operators: Doc, compileFilter: CompileFilter): Condition {
  const operand = operators[name];
  switch (name) {
    case "$elemMatch":
      return elementMatches(operand, compileFilter);
    case "$not":
      return negated(negatable(operand, compileFilter));
    case "$all":
      return all(conditionList(name, operand), compileFilter);
  }
  if (Object.hasOwn(valueConditions, name)) return valueConditions[name]!(operand, name, operators);
  throw new CommandError("BadValue", `unknown operator: ${name}`);
}

function elementMatches(operand: unknown, compileFilter: CompileFilter): Condition {
  if (!isDoc(operand)) throw new CommandError("BadValue", "$elemMatch needs an Object");
  const test = elementTest(operand, compileFilter);
  return (reach) => reach((value) => Array.isArray(value) && value.some(test), true);
}

function negatable(operand: unknown, compileFilter: CompileFilter): Condition {
  if (operand instanceof BSONRegExp || isOperators(operand)) return compileCondition(operand, compileFilter);
  throw new CommandError("BadValue", "$not needs a regex or a document");
}

function all(operands: unknown[], compileFilter: CompileFilter): Condition {
  const conditions = operands.map((operand) => compileCondition(operand, compileFilter));
  return (reach) => conditions.length > 0 && conditions.every((condition) => condition(reach));
}
