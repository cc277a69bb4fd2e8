import type { StepServices } from "./step.js";

const AT_ONCE = 500;
const TOLD_EVERY_MS = 5000;

/** Does something with records, some at a time, and says in the log every few seconds how many are done. */
export async function inBatches<T>(
  { log }: Pick<StepServices, "log">,
  records: AsyncIterable<T>,
  work: (some: T[]) => Promise<unknown>,
): Promise<void> {
  let some: T[] = [];
  let [done, toldAt] = [0, performance.now()];
  const finish = async (): Promise<void> => {
    if (some.length > 0) await work(some);
    done += some.length;
    some = [];
    if (performance.now() - toldAt < TOLD_EVERY_MS) return;
    toldAt = performance.now();
    log.info({ records: done }, "still updating the database");
  };
  for await (const record of records) if (some.push(record) === AT_ONCE) await finish();
  await finish();
}
