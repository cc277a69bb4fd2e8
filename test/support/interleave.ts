import { mock } from "node:test";
import mongoose from "mongoose";

/**
 * Runs `first`, and the whole of `second` right before the database operation of `first` with this number, from 0. Resolves to
 * false when `first` has fewer operations.
 */
export async function interleave(
  operation: number,
  first: () => Promise<unknown>,
  second: () => Promise<unknown>,
): Promise<boolean> {
  let left = operation;
  const pause = async (): Promise<void> => {
    left -= 1;
    if (left === -1) await second();
  };
  const query = mongoose.Query.prototype;
  const mocks = [holdBack(query, "exec", pause), holdBack(mongoose.mongo.Collection.prototype, "insertOne", pause)];
  try {
    await first();
  } finally {
    for (const each of mocks) each.mock.restore();
  }
  return left < 0;
}

function holdBack(target: object, name: string, pause: () => Promise<void>): { mock: { restore(): void } } {
  const run = Reflect.get(target, name) as (this: unknown, ...values: unknown[]) => Promise<unknown>;
  return mock.method(target as Record<string, typeof run>, name, async function (this: unknown, ...values: unknown[]) {
    await pause();
    return run.apply(this, values);
  });
}
