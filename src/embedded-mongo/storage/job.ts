import { asCommandError } from "../errors.js";
import type { Work } from "./work.js";

/** A piece of work in a commit; several can be under way at once. */
export interface Job {
  /** Runs as far as it can now. Passes errors to `check`, which may rethrow them to abort the commit. */
  step(check: (error: unknown) => void): void;
  /** Reports its outcome once the commit is on disk, or returns the promise that its next step waits for. */
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
