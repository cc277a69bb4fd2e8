import { isDoc, isTruthy, type Doc } from "../values/documents.js";
import { valuesEqual } from "../values/order.js";
import { typeName, wantedTypes } from "../values/types.js";
import { isOperators } from "../matching/conditions.js";
import { compileFilter } from "../matching/filter.js";
import type { Index } from "../indexes/index-spec.js";

/** Whether an index holds every document that a filter can match: sparse and partial ones leave documents out. */
export function holdsAllMatches(index: Index, filter: Doc): boolean {
  if (index.sparse) return index.fields.some((field) => demandsPresence(filter, field.name));
  return !index.partial || implies(filter, index.partial.expression);
}

/** The operands that a filter demands at a path, however it is written. */
function operandsAt(filter: Doc, name: string): unknown[] {
  const nested = Array.isArray(filter.$and) ? filter.$and.filter(isDoc).flatMap((part) => operandsAt(part, name)) : [];
  return Object.hasOwn(filter, name) ? [filter[name], ...nested] : nested;
}

function implies(filter: Doc, expression: Doc): boolean {
  return Object.keys(expression).every((name) => {
    const wanted = expression[name];
    if (name === "$and") return (wanted as Doc[]).every((part) => implies(filter, part));
    return operandsAt(filter, name).some((operand) => operandImplies(operand, wanted));
  });
}

function operandImplies(operand: unknown, wanted: unknown): boolean {
  if (valuesEqual(operand, wanted)) return true;
  const value = soleValue(operand);
  if (value !== undefined) return valueMeets(value, wanted);
  if (!isOperators(wanted)) return false;
  return Object.keys(wanted).every((name) => operatorsImply(operand, name, wanted[name]));
}

/** The single value that an operand requires, if there is one. */
function soleValue(operand: unknown): unknown {
  if (!isOperators(operand)) return operand === null ? undefined : operand;
  return operand.$eq ?? undefined;
}

function valueMeets(value: unknown, wanted: unknown): boolean {
  // A value that an array's element equals says nothing about the document's other elements, but these need only one.
  return compileFilter({ value: wanted })({ value });
}

function operatorsImply(operand: unknown, name: string, wanted: unknown): boolean {
  if (!isOperators(operand)) return false;
  if (name in operand && valuesEqual(operand[name], wanted)) return true;
  if (name === "$exists")
    return isTruthy(wanted) && Object.keys(operand).some((each) => isPresenceDemand(each, operand[each]));
  if (name === "$in" && Array.isArray(operand.$in))
    return operand.$in.every((value) => valueMeets(value, { $in: wanted }));
  if (name === "$type") return operandsHaveType(operand, wantedTypes(wanted));
  return Array.isArray(operand.$in) && operand.$in.every((value) => valueMeets(value, { [name]: wanted }));
}

function operandsHaveType(operand: Doc, types: Set<string>): boolean {
  if (Array.isArray(operand.$in)) return operand.$in.every((value) => types.has(typeName(value)));
  const compared = ["$gt", "$gte", "$lt", "$lte"].filter((name) => name in operand).map((name) => operand[name]);
  return types.has("string") && compared.some((value) => typeof value === "string");
}

function demandsPresence(filter: Doc, name: string): boolean {
  return operandsAt(filter, name).some((operand) => {
    if (!isOperators(operand)) return operand !== null;
    return Object.keys(operand).some((each) => isPresenceDemand(each, operand[each]));
  });
}

function isPresenceDemand(name: string, operand: unknown): boolean {
  if (name === "$exists") return isTruthy(operand);
  if (name === "$in" || name === "$all") return Array.isArray(operand) && operand.length > 0 && !operand.includes(null);
  return (
    ["$eq", "$gt", "$gte", "$lt", "$lte", "$regex", "$size", "$elemMatch", "$type"].includes(name) && operand !== null
  );
}
