import { asCommandError } from "../errors.js";
import type { Work } from "./work.js";

/** Something to do in a commit, of which more can be on their way at once. */
export interface Job {
  /** Does what it can now. What goes wrong is first shown to `check`, which may throw it on to end the commit. */
  step(check: (error: unknown) => void): void;
  /** Tells its outcome, once the commit is on disk; or returns what it waits for before its next step. */
  settle(): Promise<void> | void;
  fail(error: unknown): void;
}

/** One piece of work, carried through as many commits as it needs. */
export class WorkJob<T> implements Job {
  #tell: () => Promise<void> | void = () => undefined;

  constructor(
    readonly work: Work<T>,
    readonly resolve: (value: T) => void,
    readonly reject: (error: Error) => void,
  ) {}

  step(check: (error: unknown) => void): void {
    try {
      const result = this.work.next();
      this.#tell = () => (result.done ? this.resolve(result.value) : result.value);
    } catch (error) {
      check(error);
      this.#tell = () => this.fail(error);
    }
  }

  settle(): Promise<void> | void {
    return this.#tell();
  }

  fail(error: unknown): void {
    this.reject(asCommandError(error));
  }
}
