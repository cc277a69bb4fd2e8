import { open, type RootDatabase } from "lmdb";
import { CommandError } from "../errors.js";
import { Claims } from "./claims.js";
import { WorkJob, type Job } from "./job.js";
import type { Entry, KeyRange, View, Writer } from "./view.js";
import type { Work } from "./work.js";

/** A state of the database that stays as it was, until it is released. */
export interface Snapshot extends View {
  release(): void;
}

/**
 * The pairs on disk, in the order of their keys. Reads see what is committed. Writes that come in together share one
 * commit, which is on disk before any of them is acknowledged, unless `noSync` says that this does not matter.
 */
export class Store implements Writer {
  readonly claims = new Claims();
  /** Called when a commit has failed, and nothing of it is there. */
  onAborted: () => void = () => undefined;
  #db: RootDatabase<Buffer, Buffer>;
  #waiting: Job[] = [];
  #changes = 0;
  #isClosed = false;

  constructor(file: string, noSync: boolean) {
    this.#db = open<Buffer, Buffer>({
      path: file,
      noSubdir: true,
      keyEncoding: "binary",
      encoding: "binary",
      // Small pages make small commits; they bound the length of a key.
      pageSize: 4096,
      // Each open cursor and transaction reads from a state of its own.
      maxReaders: 4096,
      // Set, it lets a commit return before the disk has it.
      overlappingSync: false,
      noSync,
    });
  }

  get(key: Buffer): Buffer | undefined {
    return this.#db.getBinary(key);
  }

  entries(range: KeyRange): Iterable<Entry> {
    return this.#db.getRange(rangeOptions(range));
  }

  count(range: KeyRange): number {
    return this.#db.getKeysCount(rangeOptions(range));
  }

  claim(key: Buffer): void {
    this.claims.claimNow(key);
  }

  /** Only inside the work given to `write`. */
  put(key: Buffer, value: Buffer): void {
    this.#changes++;
    this.#db.putSync(key, value);
  }

  /** Only inside the work given to `write`. */
  remove(key: Buffer): void {
    this.#changes++;
    this.#db.removeSync(key);
  }

  /** Freezes the present state. */
  snapshot(): Snapshot {
    const transaction = this.#db.useReadTransaction();
    return {
      get: (key) => this.#db.get(key, { transaction }),
      entries: (range) => this.#db.getRange({ ...rangeOptions(range), transaction }),
      count: (range) => this.#db.getKeysCount({ ...rangeOptions(range), transaction }),
      release: () => transaction.done(),
    };
  }

  /** Does the work inside the next commit, and resolves when that is on disk. Work that waits goes on in a later one. */
  write<T>(work: Work<T>): Promise<T> {
    return new Promise((resolve, reject) => this.#enqueue(new WorkJob(work, resolve, reject)));
  }

  /** Closes the files. Writes that have not been acknowledged by now are refused. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const job of this.#waiting.splice(0)) job.fail(shuttingDown());
    await this.#db.close();
  }

  #enqueue(job: Job): void {
    if (this.#isClosed) job.fail(shuttingDown());
    else if (this.#waiting.push(job) === 1) setImmediate(() => this.#commit());
  }

  #commit(): void {
    const jobs = this.#waiting.splice(0);
    // Closed since: whoever waited has been told.
    if (jobs.length === 0) return;
    try {
      this.#db.transactionSync(() => jobs.forEach((job) => this.#step(job)));
    } catch (error) {
      this.onAborted();
      for (const job of jobs) job.fail(error);
      return;
    }
    for (const job of jobs) void job.settle()?.then(() => this.#enqueue(job));
  }

  /** An error behind a first change leaves something half done, so that the whole commit must go. */
  #step(job: Job): void {
    const before = this.#changes;
    job.step((error) => {
      if (!(error instanceof CommandError) && this.#changes > before) throw error;
    });
  }
}

function shuttingDown(): CommandError {
  return new CommandError("InterruptedAtShutdown", "The server is shutting down");
}

function rangeOptions({ start, end, reverse }: KeyRange): object {
  if (!reverse) return { start, end };
  return { start: end, end: start, reverse, exclusiveStart: true, inclusiveEnd: true };
}
