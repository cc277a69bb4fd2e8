/**
 * Runs work for each key one after the other. Callers that ask before the next run has begun share that run, so that it
 * sees everything that was done before it was asked for, and a crowd costs two runs.
 */
export class SharedRuns {
  readonly #last = new Map<string, Promise<void>>();
  readonly #waiting = new Map<string, Promise<void>>();

  /** Resolves when a run that began after this call is over. `work` handles its own errors. */
  run(key: string, work: () => Promise<void>): Promise<void> {
    const shared = this.#waiting.get(key);
    if (shared) return shared;
    const run = (this.#last.get(key) ?? Promise.resolve()).then(async () => {
      this.#waiting.delete(key);
      await work();
      if (this.#last.get(key) === run) this.#last.delete(key);
    });
    this.#waiting.set(key, run);
    this.#last.set(key, run);
    return run;
  }
}
