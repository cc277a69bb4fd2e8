import { Int32, fromNumber, isDoc, isNumber, toDouble, isTruthy, type Doc } from "../values/documents.js";
import { compareValues, identityOf, valuesEqual } from "../values/order.js";
import type { Operator } from "./expression.js";
import { accumulators } from "./accumulators.js";
import { MemoryLimit } from "../values/memory-limit.js";
import { readSort, sortBy } from "../values/sort.js";
import { arrayOperand, isNullish, numberOperand } from "./operands.js";

/** Operators on arrays and sets. */
export const arrayOperators: Record<string, Operator> = {
  $isArray: (value) => Array.isArray(value),
  $size: (value) => new Int32(arrayOperand(value, "$size").length),
  $in: (value, array) => arrayOperand(array, "$in").some((element) => valuesEqual(element, value)),
  $arrayElemAt: (array, position) =>
    isNullish(array) ? null : arrayOperand(array, "$arrayElemAt").at(whole(position)),
  $first: (array) => (isNullish(array) ? null : arrayOperand(array, "$first")[0]),
  $last: (array) => (isNullish(array) ? null : arrayOperand(array, "$last").at(-1)),
  $concatArrays: (...arrays) =>
    arrays.some(isNullish) ? null : arrays.flatMap((array) => arrayOperand(array, "$concatArrays")),
  $reverseArray: (array) => (isNullish(array) ? null : arrayOperand(array, "$reverseArray").toReversed()),
  $slice: (array, first, second) => (isNullish(array) ? null : slice(arrayOperand(array, "$slice"), first, second)),
  $range: (start, end, step) => range(whole(start), whole(end), step === undefined ? 1 : whole(step)),
  $indexOfArray: (array, value) => (isNullish(array) ? null : indexOf(arrayOperand(array, "$indexOfArray"), value)),
  $setUnion: (...sets) => (sets.some(isNullish) ? null : unique(sets.flatMap((set) => arrayOperand(set, "$setUnion")))),
  $setIntersection: (...sets) =>
    sets.some(isNullish) ? null : sets.map((set) => arrayOperand(set, "$setIntersection")).reduce(intersection),
  $setDifference: (a, b) =>
    isNullish(a) || isNullish(b)
      ? null
      : difference(arrayOperand(a, "$setDifference"), arrayOperand(b, "$setDifference")),
  $setIsSubset: (a, b) => difference(arrayOperand(a, "$setIsSubset"), arrayOperand(b, "$setIsSubset")).length === 0,
  $setEquals: (a, b) => setKey(arrayOperand(a, "$setEquals")) === setKey(arrayOperand(b, "$setEquals")),
  $anyElementTrue: (array) => arrayOperand(array, "$anyElementTrue").some(isTruthy),
  $allElementsTrue: (array) => arrayOperand(array, "$allElementsTrue").every(isTruthy),
  $sortArray: (operand) => sortArray(operand as Doc),
  $sum: (...operands) => accumulate("$sum", operands),
  $avg: (...operands) => accumulate("$avg", operands),
  $min: (...operands) => accumulate("$min", operands),
  $max: (...operands) => accumulate("$max", operands),
};

function whole(value: unknown): number {
  return Math.trunc(toDouble(numberOperand(value, "an array's position")));
}

function slice(array: unknown[], first: unknown, second: unknown): unknown[] {
  if (second === undefined) return whole(first) < 0 ? array.slice(whole(first)) : array.slice(0, whole(first));
  const start = whole(first) < 0 ? Math.max(array.length + whole(first), 0) : whole(first);
  return array.slice(start, start + whole(second));
}

function range(start: number, end: number, step: number): unknown[] {
  const count = step === 0 ? 0 : Math.max(Math.ceil((end - start) / step), 0);
  return Array.from({ length: count }, (_, i) => fromNumber(start + i * step));
}

function indexOf(array: unknown[], value: unknown): Int32 {
  return new Int32(array.findIndex((element) => valuesEqual(element, value)));
}

function unique(array: unknown[]): unknown[] {
  return [...new Map(array.map((element) => [identityOf(element), element])).values()];
}

function intersection(a: unknown[], b: unknown[]): unknown[] {
  const others = new Set(b.map(identityOf));
  return unique(a).filter((element) => others.has(identityOf(element)));
}

function difference(a: unknown[], b: unknown[]): unknown[] {
  const others = new Set(b.map(identityOf));
  return unique(a).filter((element) => !others.has(identityOf(element)));
}

function setKey(array: unknown[]): string {
  return [...new Set(array.map(identityOf))].sort().join("\n");
}

function sortArray({ input, sortBy: by }: Doc): unknown {
  if (isNullish(input)) return null;
  const array = arrayOperand(input, "$sortArray");
  if (isNumber(by)) return [...array].sort((a, b) => compareValues(a, b) * toDouble(by));
  return sortBy(array, readSort(by), (element) => (isDoc(element) ? element : {}));
}

/** Outside $group these take several operands, or one array. */
function accumulate(name: string, operands: unknown[]): unknown {
  const values = operands.length === 1 && Array.isArray(operands[0]) ? operands[0] : operands;
  const accumulator = accumulators[name]!(new MemoryLimit(name));
  for (const value of values) accumulator.add(value);
  return accumulator.result();
}
