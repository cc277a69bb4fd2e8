import { MAY_PAUSE, withPauses, type Flow, type Pause } from "./flow.js";
import { MemoryLimit } from "./memory-limit.js";

/** Something to sort, by the bytes of its key. */
export interface Keyed {
  key: Buffer;
}

/** How many items are sorted or merged between two points to pause at. */
const RUN = 1000;

/**
 * Sorts by key, a run at a time, with points to pause at; equal keys keep their order. Keeps only the first `most` items. Throws
 * QueryExceededMemoryLimitNoDiskUseAllowed where the kept keys take more than 100 MB.
 */
export function* sortFlow<T extends Keyed>(flow: Flow<T>, most = Infinity): Flow<T> {
  const runs: T[][] = [];
  const limit = new MemoryLimit("Sort");
  let run: T[] = [];
  for (const item of flow) {
    if (item === MAY_PAUSE) {
      yield item;
      continue;
    }
    run.push(item);
    if (most === Infinity) limit.count(item.key.length);
    if (run.length < RUN) continue;
    runs.push(sorted(run, most));
    run = [];
    while (isDue(runs)) yield* mergeLast(runs, most);
  }
  runs.push(sorted(run, most));
  while (runs.length > 1) yield* mergeLast(runs, most);
  yield* withPauses(runs[0]!);
}

function sorted<T extends Keyed>(run: T[], most: number): T[] {
  const inOrder = run.sort((a, b) => Buffer.compare(a.key, b.key));
  return inOrder.length > most ? inOrder.slice(0, most) : inOrder;
}

/** Runs of about the same length are merged, so that each item is moved only a few times. */
function isDue(runs: Keyed[][]): boolean {
  return runs.length > 1 && runs.at(-2)!.length <= runs.at(-1)!.length;
}

function* mergeLast<T extends Keyed>(runs: T[][], most: number): Generator<Pause, void> {
  const [later, earlier] = [runs.pop()!, runs.pop()!];
  const merged: T[] = [];
  for (let i = 0, j = 0; (i < earlier.length || j < later.length) && merged.length < most;) {
    const [a, b] = [earlier[i], later[j]];
    if (a && (!b || Buffer.compare(a.key, b.key) <= 0)) {
      merged.push(a);
      i++;
    } else {
      merged.push(b!);
      j++;
    }
    if (merged.length % RUN === 0) yield MAY_PAUSE;
  }
  runs.push(merged);
}
