import { compareValues, valuesEqual } from "../values/order.js";
import { Int32, isTruthy } from "../values/documents.js";
import type { Operator } from "./expression.js";

/** Comparison and boolean operators. Unlike in filters, values of different types compare by type. */
export const logicOperators: Record<string, Operator> = {
  $eq: (a, b) => sameKind(a, b) && valuesEqual(a, b),
  $ne: (a, b) => !(sameKind(a, b) && valuesEqual(a, b)),
  $gt: (a, b) => order(a, b) > 0,
  $gte: (a, b) => order(a, b) >= 0,
  $lt: (a, b) => order(a, b) < 0,
  $lte: (a, b) => order(a, b) <= 0,
  $cmp: (a, b) => new Int32(Math.sign(order(a, b))),
  $and: (...operands) => operands.every(isTruthy),
  $or: (...operands) => operands.some(isTruthy),
  $not: (operand) => !isTruthy(operand),
};

/** A missing value differs from null here, and comes before it. */
function sameKind(a: unknown, b: unknown): boolean {
  return (a === undefined) === (b === undefined);
}

function order(a: unknown, b: unknown): number {
  if (sameKind(a, b)) return a === undefined ? 0 : compareValues(a, b);
  return a === undefined ? -1 : 1;
}
