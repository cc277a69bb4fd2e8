import {
  Double,
  Int32,
  Long,
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
import type { MemoryLimit } from "../values/memory-limit.js";
import { compareValues, identityOf } from "../values/order.js";
import { CommandError } from "../errors.js";
import { typeName } from "../values/types.js";
import { isNullish } from "./operands.js";

/** Gathers the values of one group into one. */
export interface Accumulator {
  add(value: unknown): void;
  result(): unknown;
}

/** The accumulators of $group by name, created afresh for every group. `limit` counts the values that they keep. */
export const accumulators: Record<string, (limit: MemoryLimit) => Accumulator> = {
  $sum: () => sum(),
  $count: () => folding<NumberValue>(new Int32(0), (sum) => add(sum, new Int32(1))),
  $avg: () => average(),
  $min: (limit) => keepingOne(limit, (least, value) => (isBetter(value, least, -1) ? value : least)),
  $max: (limit) => keepingOne(limit, (most, value) => (isBetter(value, most, 1) ? value : most)),
  $first: (limit) => firstOf(limit),
  $last: (limit) => keepingOne(limit, (_, value) => value ?? null),
  $push: (limit) => folding<unknown[]>([], (all, value) => (value === undefined ? all : pushed(all, value, limit))),
  $addToSet: (limit) => distinct(limit),
  $mergeObjects: (limit) => folding<Doc>({}, (merged, value) => mergeInto(merged, value, limit)),
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

/** The values that one takes the place of are about as large, so only the first is counted. */
function keepingOne(limit: MemoryLimit, fold: (kept: unknown, value: unknown) => unknown): Accumulator {
  return folding<unknown>(null, (kept, value) => {
    const next = fold(kept, value);
    if (kept === null && next !== null) limit.keep(next);
    return next;
  });
}

/** Adds plain numbers up as long as it can, since each of bson's numbers is an object. */
function sum(): Accumulator {
  let small = 0;
  let total: NumberValue = new Int32(0);
  const flush = () => {
    total = add(total, fromNumber(small));
    small = 0;
  };
  return {
    add: (value) => {
      if (value instanceof Int32) small += value.value;
      else if (value instanceof Long && isSmall(value)) {
        if (total instanceof Int32) total = Long.fromNumber(total.value);
        small += value.toNumber();
      } else if (isNumber(value)) {
        flush();
        total = add(total, value);
      }
      if (Math.abs(small) > MOST_SMALL) flush();
    },
    result: () => add(total, fromNumber(small)),
  };
}

/** Whether a Long can be added to whole numbers up to `MOST_SMALL` exactly. */
const isSmall = (value: Long): boolean => Math.abs(value.high) < 2 ** 20;

/** Whole numbers up to this stay exact when another as large is added. */
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

function firstOf(limit: MemoryLimit): Accumulator {
  const seen: unknown[] = [];
  return {
    add: (value) => {
      if (seen.length === 0) pushed(seen, value ?? null, limit);
    },
    result: () => seen[0] ?? null,
  };
}

function pushed(all: unknown[], value: unknown, limit: MemoryLimit): unknown[] {
  limit.keep(value);
  all.push(value);
  return all;
}

function distinct(limit: MemoryLimit): Accumulator {
  const values = new Map<string, unknown>();
  return {
    add: (value) => {
      if (value === undefined) return;
      const key = identityOf(value);
      if (values.has(key)) return;
      limit.keep(value);
      values.set(key, value);
    },
    result: () => [...values.values()],
  };
}

function mergeInto(merged: Doc, value: unknown, limit: MemoryLimit): Doc {
  if (isNullish(value)) return merged;
  if (!isDoc(value)) {
    const message = `$mergeObjects requires object inputs, but input is of type ${typeName(value)}`;
    throw new CommandError("Location40400", message);
  }
  for (const name of Object.keys(value)) {
    if (!Object.hasOwn(merged, name)) limit.keep(value[name]);
    setField(merged, name, getField(value, name));
  }
  return merged;
}
