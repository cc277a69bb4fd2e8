import { open, type RootDatabase } from "lmdb";
import { CommandError, asCommandError } from "../errors.js";
import { Claims } from "./claims.js";
import type { Entry, KeyRange, View, Writer } from "./view.js";
import type { Work } from "./work.js";

/** The longest key that lmdb takes with pages of this size. */
export const MAX_KEY_BYTES = 4000;

/** A state of the database that stays as it was, until it is released. */
export interface Snapshot extends View {
  release(): void;
}

interface Job {
  step(): void;
  settle(): void;
  fail(error: unknown): void;
}

/**
 * The pairs on disk, in the order of their keys. Reads see what is committed. Writes that come in together share one
 * commit, which is on disk before any of them is acknowledged.
 */
export class Store implements Writer {
  readonly claims = new Claims();
  /** Called when a commit has failed, and nothing of it is there. */
  onAborted: () => void = () => undefined;
  #db: RootDatabase<Buffer, Buffer>;
  #waiting: Job[] = [];

  constructor(file: string) {
    this.#db = open<Buffer, Buffer>({
      path: file,
      noSubdir: true,
      keyEncoding: "binary",
      encoding: "binary",
      pageSize: 8192,
      // Set, it lets a commit return before the disk has it.
      overlappingSync: false,
    });
  }

  get(key: Buffer): Buffer | undefined {
    return this.#db.getBinary(key);
  }

  entries(range: KeyRange): Iterable<Entry> {
    return this.#db.getRange(rangeOptions(range));
  }

  /** How many keys a range has, without reading their values. */
  count(range: KeyRange): number {
    return this.#db.getKeysCount(rangeOptions(range));
  }

  claim(key: Buffer): void {
    this.claims.claimNow(key);
  }

  /** Only inside the work given to `write`. */
  put(key: Buffer, value: Buffer): void {
    this.#db.putSync(key, value);
  }

  /** Only inside the work given to `write`. */
  remove(key: Buffer): void {
    this.#db.removeSync(key);
  }

  /** Freezes the present state. */
  snapshot(): Snapshot {
    const transaction = this.#db.useReadTransaction();
    return {
      get: (key) => this.#db.get(key, { transaction }),
      entries: (range) => this.#db.getRange({ ...rangeOptions(range), transaction }),
      release: () => transaction.done(),
    };
  }

  /** Does the work inside the next commit, and resolves when that is on disk. Work that waits goes on in a later one. */
  write<T>(work: Work<T>): Promise<T> {
    return new Promise((resolve, reject) =>
      this.#enqueue(new WorkJob(work, resolve, reject, (job) => this.#enqueue(job))),
    );
  }

  async close(): Promise<void> {
    await this.#db.close();
  }

  #enqueue(job: Job): void {
    if (this.#waiting.push(job) === 1) setImmediate(() => this.#commit());
  }

  #commit(): void {
    const jobs = this.#waiting;
    this.#waiting = [];
    try {
      this.#db.transactionSync(() => jobs.forEach((job) => job.step()));
      for (const job of jobs) job.settle();
    } catch (error) {
      this.onAborted();
      for (const job of jobs) job.fail(error);
    }
  }
}

/** One piece of work on its way through as many commits as it needs. */
class WorkJob<T> implements Job {
  #outcome: { value: T } | { refused: CommandError } | { waitFor: Promise<void> } | undefined;

  constructor(
    readonly work: Work<T>,
    readonly resolve: (value: T) => void,
    readonly reject: (error: Error) => void,
    readonly again: (job: Job) => void,
  ) {}

  step(): void {
    try {
      const result = this.work.next();
      this.#outcome = result.done ? { value: result.value } : { waitFor: result.value };
    } catch (error) {
      // A refusal comes before the first change; anything else may have come in the middle, so that all must go.
      if (!(error instanceof CommandError)) throw error;
      this.#outcome = { refused: error };
    }
  }

  settle(): void {
    const outcome = this.#outcome!;
    if ("value" in outcome) this.resolve(outcome.value);
    else if ("refused" in outcome) this.reject(outcome.refused);
    else void outcome.waitFor.then(() => this.again(this));
  }

  fail(error: unknown): void {
    this.reject(asCommandError(error));
  }
}

function rangeOptions({ start, end, reverse }: KeyRange): object {
  if (!reverse) return { start, end };
  return { start: end, end: start, reverse, exclusiveStart: true, inclusiveEnd: true };
}
