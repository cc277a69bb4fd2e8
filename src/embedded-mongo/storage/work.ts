/** Thrown when a write meets a key that an open transaction has claimed. Retry once `released` resolves. */
export class Held extends Error {
  constructor(readonly released: Promise<void>) {
    super("held by an open transaction");
  }
}

/** Writing that can pause: it yields a promise to wait for, then continues. */
export type Work<T> = Generator<Promise<void>, T, void>;

/** Repeats a step until it no longer throws `Held`. The step must change nothing when it throws. */
export function* patiently<T>(step: () => T): Work<T> {
  for (;;) {
    try {
      return step();
    } catch (error) {
      if (!(error instanceof Held)) throw error;
      yield error.released;
    }
  }
}

/** Runs work that never waits. Throws if it does. */
export function runAtOnce<T>(work: Work<T>): T {
  const step = work.next();
  if (!step.done) throw new Error("this work cannot wait");
  return step.value;
}
