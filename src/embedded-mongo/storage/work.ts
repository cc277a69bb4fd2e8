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

/** Runs work outside a commit, waiting where it waits; calls `check` after each wait, which throws where the work must not go on. */
export async function runInTurns<T>(work: Work<T>, check: () => void): Promise<T> {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    await step.value;
    check();
  }
}
