import { CommandError } from "../errors.js";

/** How long a reading command works before others have their turn, in milliseconds. */
export const READING_MS = 2;

/** How long a writing command looks for documents within its commit, in milliseconds. */
export const WRITING_MS = 20;

/** How many documents it changes in one commit. */
const CHANGES_AT_ONCE = 250;

/** Decides when a command lets others have their turn, and ends it once its time is over. */
export class Turn {
  #deadline = Infinity;
  #end = 0;
  #changes = 0;

  /** `limit` is how long the command may take in all, in milliseconds. */
  constructor(
    readonly milliseconds: number,
    limit = Infinity,
  ) {
    this.begin(limit);
  }

  /** How much of the limit is left, in milliseconds. */
  get left(): number {
    return this.#deadline - performance.now();
  }

  /** Begins to count again: another `limit` from now on. */
  begin(limit: number): void {
    this.#deadline = performance.now() + limit;
    this.#start();
  }

  /** Counts a changed document; says whether others should have their turn now. */
  countChange(): boolean {
    this.#changes++;
    return this.#changes >= CHANGES_AT_ONCE;
  }

  /** Whether others should have their turn now. */
  isOver(): boolean {
    return performance.now() >= this.#end;
  }

  /** Resolves once others that have arrived are answered. */
  async pass(): Promise<void> {
    await othersTurn();
    this.#start();
  }

  /** Throws MaxTimeMSExpired once the limit is over. */
  check(): void {
    if (this.left <= 0) throw new CommandError("MaxTimeMSExpired", "operation exceeded time limit");
  }

  #start(): void {
    this.#changes = 0;
    this.#end = Math.min(performance.now() + this.milliseconds, this.#deadline);
  }
}

/** Resolves once other commands that have arrived are answered. */
export function othersTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
