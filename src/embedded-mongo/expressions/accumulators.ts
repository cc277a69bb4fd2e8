import {
  Double,
  Int32,
  fromNumber,
  getField,
  isDoc,
  isNumber,
  setField,
  toDouble,
  type Doc,
  type NumberValue,
} from "../values/documents.js";
import { add } from "../values/arithmetic.js";
import { compareValues, identityOf } from "../values/order.js";
import { isNullish } from "./operands.js";

/** Gathers the values of one group into one. */
export interface Accumulator {
  add(value: unknown): void;
  result(): unknown;
}

/** The accumulators of $group by name, created afresh for every group. */
export const accumulators: Record<string, () => Accumulator> = {
  $sum: () => sum(),
  $count: () => folding<NumberValue>(new Int32(0), (sum) => add(sum, new Int32(1))),
  $avg: () => average(),
  $min: () => folding<unknown>(null, (least, value) => (isBetter(value, least, -1) ? value : least)),
  $max: () => folding<unknown>(null, (most, value) => (isBetter(value, most, 1) ? value : most)),
  $first: () => firstOf(),
  $last: () => folding<unknown>(null, (_, value) => value ?? null),
  $push: () => folding<unknown[]>([], (all, value) => (value === undefined ? all : pushed(all, value))),
  $addToSet: () => distinct(),
  $mergeObjects: () => folding<Doc>({}, (merged, value) => mergeInto(merged, value)),
};

function folding<T>(start: T, fold: (state: T, value: unknown) => T): Accumulator {
  let state = start;
  return {
    add: (value) => {
      state = fold(state, value);
    },
    result: () => state,
  };
}

/** Adds plain numbers up as long as it can, since each of bson's numbers is an object. */
function sum(): Accumulator {
  let small = 0;
  let [total, isTotal]: [NumberValue, boolean] = [new Int32(0), false];
  const flush = () => {
    total = add(total, fromNumber(small));
    small = 0;
  };
  return {
    add: (value) => {
      if (value instanceof Int32 && Math.abs(small) < MOST_SMALL) small += value.value;
      else if (isNumber(value)) {
        flush();
        [total, isTotal] = [add(total, value), true];
      }
    },
    result: () => (isTotal ? add(total, fromNumber(small)) : fromNumber(small)),
  };
}

/** Whole numbers up to this stay exact when an Int32 is added. */
const MOST_SMALL = 2 ** 52;

function average(): Accumulator {
  let [sum, count]: [NumberValue, number] = [new Int32(0), 0];
  return {
    add: (value) => {
      if (!isNumber(value)) return;
      sum = add(sum, value);
      count++;
    },
    result: () => (count === 0 ? null : new Double(toDouble(sum) / count)),
  };
}

function isBetter(value: unknown, than: unknown, sign: number): boolean {
  if (isNullish(value)) return false;
  return than === null || compareValues(value, than) * sign > 0;
}

function firstOf(): Accumulator {
  const seen: unknown[] = [];
  return {
    add: (value) => {
      if (seen.length === 0) seen.push(value ?? null);
    },
    result: () => seen[0] ?? null,
  };
}

function pushed(all: unknown[], value: unknown): unknown[] {
  all.push(value);
  return all;
}

function distinct(): Accumulator {
  const values = new Map<string, unknown>();
  return {
    add: (value) => {
      if (value === undefined) return;
      const key = identityOf(value);
      if (!values.has(key)) values.set(key, value);
    },
    result: () => [...values.values()],
  };
}

function mergeInto(merged: Doc, value: unknown): Doc {
  if (isDoc(value)) for (const name of Object.keys(value)) setField(merged, name, getField(value, name));
  return merged;
}
