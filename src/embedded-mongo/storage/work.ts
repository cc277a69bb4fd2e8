/** Thrown where a write meets what an open transaction has changed: it may go on once `released` resolves. */
export class Held extends Error {
  constructor(readonly released: Promise<void>) {
    super("held by an open transaction");
  }
}

/** Writing that can pause: it yields what it has to wait for, and then goes on from where it was. */
export type Work<T> = Generator<Promise<void>, T, void>;

/** Runs a step that changes nothing when it throws `Held`, as often as it takes. */
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

/** Runs work that has nothing to wait for to its end. */
export function runAtOnce<T>(work: Work<T>): T {
  const step = work.next();
  if (!step.done) throw new Error("this work cannot wait");
  return step.value;
}
