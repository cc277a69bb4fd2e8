import { BSONRegExp, deepCopy, isDoc, isNumber, toDouble, type Doc } from "../values/documents.js";
import { compareValues, valuesEqual } from "../values/order.js";
import { describe, typeName } from "../values/types.js";
import { CommandError } from "../errors.js";
import { compileCondition, elementTest } from "../matching/conditions.js";
import { compileFilter } from "../matching/filter.js";
import { readSort, sortBy } from "../values/sort.js";
import type { CompileModifier, Modifier } from "./modifier.js";
import { readAt, writeAt } from "./places.js";

/** The modifiers that change arrays. All but $pull, $pullAll and $pop make the array where there is none. */
export const arrayModifiers: Record<string, CompileModifier> = {
  $push: (operand) => push(operand),
  $addToSet: (operand) => addToSet(operand),
  $pull: (operand) => removing("$pull", pullTest(operand)),
  $pullAll: (operand) => removing("$pullAll", isAmong(operand)),
  $pop: (operand) => pop(operand),
};

function push(operand: unknown): Modifier {
  const clauses = eachOf(operand, "$push", ["$each", "$position", "$slice", "$sort"]);
  const [position, size] = [wholeNumber(clauses, "$position"), wholeNumber(clauses, "$slice")];
  const inOrder = sorting(clauses.$sort);
  return (doc, path) => {
    const array = arrayAt(doc, path, "$push") ?? [];
    const grown = array.toSpliced(position ?? array.length, 0, ...deepCopy(clauses.$each as unknown[]));
    writeAt(doc, path, cut(inOrder(grown), size));
  };
}

function wholeNumber(clauses: Doc, name: string): number | undefined {
  if (!(name in clauses)) return undefined;
  const value = clauses[name];
  if (isNumber(value) && Number.isInteger(toDouble(value))) return toDouble(value);
  throw new CommandError("BadValue", `The value for ${name} must be an integer value, not ${describe(value)}`);
}

function sorting(sort: unknown): (array: unknown[]) => unknown[] {
  if (sort === undefined) return (array) => array;
  if (isDoc(sort) && Object.keys(sort).length > 0) {
    const order = readSort(sort);
    return (array) => sortBy(array, order, (element) => (isDoc(element) ? element : {}));
  }
  const sign = isNumber(sort) ? toDouble(sort) : 0;
  if (sign === 1 || sign === -1) return (array) => array.toSorted((a, b) => compareValues(a, b) * sign);
  throw new CommandError("BadValue", `The $sort is invalid: ${describe(sort)}. Use 1, -1 or {field: 1 or -1}`);
}

function cut(array: unknown[], size: number | undefined): unknown[] {
  if (size === undefined) return array;
  return size < 0 ? array.slice(size) : array.slice(0, size);
}

function addToSet(operand: unknown): Modifier {
  const { $each } = eachOf(operand, "$addToSet", ["$each"]);
  return (doc, path) => {
    const array = [...(arrayAt(doc, path, "$addToSet") ?? [])];
    for (const value of $each as unknown[]) {
      if (!array.some((element) => valuesEqual(element, value))) array.push(deepCopy(value));
    }
    writeAt(doc, path, array);
  };
}

/** The operand's clauses; one without $each stands for itself. */
function eachOf(operand: unknown, modifier: string, known: string[]): Doc {
  if (!isDoc(operand) || !("$each" in operand)) return { $each: [operand] };
  const unknownClause = Object.keys(operand).find((clause) => !known.includes(clause));
  if (unknownClause) throw new CommandError("BadValue", `Unrecognized clause in ${modifier}: ${unknownClause}`);
  if (Array.isArray(operand.$each)) return operand;
  throw new CommandError(
    "BadValue",
    `The argument to $each in ${modifier} must be an array but it was of type ${typeName(operand.$each)}`,
  );
}

function removing(name: string, isRemoved: (element: unknown) => boolean): Modifier {
  return (doc, path) => {
    const array = arrayAt(doc, path, name);
    if (array)
      writeAt(
        doc,
        path,
        array.filter((element) => !isRemoved(element)),
      );
  };
}

function pullTest(operand: unknown): (element: unknown) => boolean {
  if (isDoc(operand)) return elementTest(operand, compileFilter);
  if (!(operand instanceof BSONRegExp)) return (element) => valuesEqual(element, operand);
  const condition = compileCondition(operand, compileFilter);
  return (element) => condition((test) => test(element));
}

function isAmong(operand: unknown): (element: unknown) => boolean {
  if (!Array.isArray(operand)) throw new CommandError("BadValue", "$pullAll requires an array argument");
  return (element) => operand.some((value) => valuesEqual(value, element));
}

function pop(operand: unknown): Modifier {
  const end = isNumber(operand) ? toDouble(operand) : 0;
  if (end !== 1 && end !== -1)
    throw new CommandError("FailedToParse", `$pop expects 1 or -1, found: ${describe(operand)}`);
  return (doc, path) => {
    const array = arrayAt(doc, path, "$pop");
    if (array) writeAt(doc, path, end === 1 ? array.slice(0, -1) : array.slice(1));
  };
}

function arrayAt(doc: Doc, path: string[], name: string): unknown[] | undefined {
  const value = readAt(doc, path);
  if (value === undefined || Array.isArray(value)) return value;
  const message = `The field '${path.join(".")}' must be an array but is of type ${typeName(value)} (${name}) in document {_id: ${describe(doc._id)}}`;
  throw new CommandError(name === "$pop" ? "TypeMismatch" : "BadValue", message);
}
