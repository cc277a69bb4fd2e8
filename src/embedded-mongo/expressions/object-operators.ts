import { isDoc, setField, type Doc } from "../values/documents.js";
import type { Operator } from "./expression.js";
import { arrayOperand, isNullish, textOperand } from "./operands.js";

/** Operators on embedded documents. */
export const objectOperators: Record<string, Operator> = {
  $mergeObjects: (...operands) => merge(operands.flat()),
  $objectToArray: (value) => (isDoc(value) ? Object.keys(value).map((k) => ({ k, v: value[k] })) : null),
  $arrayToObject: (value) => (isNullish(value) ? null : fromPairs(arrayOperand(value, "$arrayToObject"))),
};

function merge(operands: unknown[]): Doc {
  const merged: Doc = {};
  for (const operand of operands) {
    if (isDoc(operand)) for (const name of Object.keys(operand)) setField(merged, name, operand[name]);
  }
  return merged;
}

function fromPairs(pairs: unknown[]): Doc {
  const result: Doc = {};
  for (const pair of pairs) {
    const [name, value] = Array.isArray(pair) ? (pair as unknown[]) : [(pair as Doc).k, (pair as Doc).v];
    setField(result, textOperand(name, "$arrayToObject"), value);
  }
  return result;
}
