import { isDoc, setField, type Doc } from "../values/documents.js";
import { MemoryLimit } from "../values/memory-limit.js";
import { accumulators } from "./accumulators.js";
import type { Operator } from "./expression.js";
import { arrayOperand, isNullish, textOperand } from "./operands.js";

/** Operators on embedded documents. */
export const objectOperators: Record<string, Operator> = {
  $mergeObjects: (...operands) => merge(operands),
  $objectToArray: (value) => (isDoc(value) ? Object.keys(value).map((k) => ({ k, v: value[k] })) : null),
  $arrayToObject: (value) => (isNullish(value) ? null : fromPairs(arrayOperand(value, "$arrayToObject"))),
};

function merge(operands: unknown[]): unknown {
  const merged = accumulators.$mergeObjects!(new MemoryLimit("$mergeObjects"));
  operands.forEach((operand) => merged.add(operand));
  return merged.result();
}

function fromPairs(pairs: unknown[]): Doc {
  const result: Doc = {};
  for (const pair of pairs) {
    const [name, value] = Array.isArray(pair) ? (pair as unknown[]) : [(pair as Doc).k, (pair as Doc).v];
    setField(result, textOperand(name, "$arrayToObject"), value);
  }
  return result;
}
