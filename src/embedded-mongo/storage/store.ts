import { open, type RootDatabase } from "lmdb";
import { CommandError } from "../errors.js";
import { checkFile, damaged, FileError, PAGE_BYTES, tooNew } from "./check-file.js";
import { Claims } from "./claims.js";
import { WorkJob, type Job } from "./job.js";
import { formatKey, spaceKey } from "./keys.js";
import type { Entry, KeyRange, View, Writer } from "./view.js";
import type { Work } from "./work.js";

/** The format in which this version writes: how keys and values are laid out. */
const FORMAT = 1;

/** A frozen state of the database, until it is released. */
export interface Snapshot extends View {
  release(): void;
}

/**
 * The key-value pairs on disk, ordered by key. Reads see committed data. Writes that arrive together share one commit,
 * which is on disk before any of them is acknowledged, unless `noSync` is set.
 */
export class Store implements Writer {
  readonly claims = new Claims();
  /** Called after a commit has failed and left nothing behind. */
  onAborted: () => void = () => undefined;
  #db: RootDatabase<Buffer, Buffer>;
  #waiting: Job[] = [];
  #changes = 0;
  #isClosed = false;

  /** Opens a file, or makes it. Throws a FileError for one that is damaged or of a later format. */
  constructor(file: string, noSync: boolean) {
    const length = checkFile(file);
    this.#db = open<Buffer, Buffer>({
      path: file,
      noSubdir: true,
      keyEncoding: "binary",
      encoding: "binary",
      pageSize: PAGE_BYTES,
      // Each open cursor and transaction holds a reader.
      maxReaders: 4096,
      // If set, a commit can return before it is on disk.
      overlappingSync: false,
      noSync,
    });
    try {
      this.#checkFormat(file);
      if (length === "short") this.#readAll();
    } catch (error) {
      void this.#db.close();
      throw error instanceof FileError ? error : damaged(file, (error as Error).message);
    }
  }

  get(key: Buffer): Buffer | undefined {
    return this.#db.getBinary(key);
  }

  peek(key: Buffer): Buffer | undefined {
    return this.#db.getBinaryFast(key);
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

  /** Freezes the current state. */
  snapshot(): Snapshot {
    const transaction = this.#db.useReadTransaction();
    return {
      get: (key) => this.#db.get(key, { transaction }),
      entries: (range) => this.#db.getRange({ ...rangeOptions(range), transaction }),
      count: (range) => this.#db.getKeysCount({ ...rangeOptions(range), transaction }),
      release: () => transaction.done(),
    };
  }

  /** Does the work in the next commit and resolves once that is on disk. Work that waits continues in a later commit. */
  write<T>(work: Work<T>): Promise<T> {
    return new Promise((resolve, reject) => this.#enqueue(new WorkJob(work, resolve, reject)));
  }

  /** From now on rejects writes, also those that are not yet acknowledged. */
  rejectWrites(): void {
    this.#isClosed = true;
    for (const job of this.#waiting.splice(0)) job.fail(shuttingDown());
  }

  /** Closes the files; nobody reads any more. */
  async close(): Promise<void> {
    this.rejectWrites();
    await this.#db.close();
  }

  /** A file without a format is one of before formats were noted, or a new one: the first format is theirs. */
  #checkFormat(file: string): void {
    const noted = this.#db.getBinary(formatKey());
    if (noted && noted.readUInt32BE(0) > FORMAT) throw tooNew(file, noted.readUInt32BE(0), FORMAT);
    if (!noted) this.#db.transactionSync(() => this.#db.putSync(formatKey(), spaceKey(FORMAT)));
  }

  /** Meets every page that is in use. */
  #readAll(): void {
    this.#db.getRange({}).forEach(() => undefined);
  }

  #enqueue(job: Job): void {
    if (this.#isClosed) job.fail(shuttingDown());
    else if (this.#waiting.push(job) === 1) setImmediate(() => this.#commit());
  }

  #commit(): void {
    const jobs = this.#waiting.splice(0);
    // Closed in the meantime: the waiting jobs were rejected.
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

  /** An error after a first change leaves work half done, so the whole commit is aborted. */
  #step(job: Job): void {
    const before = this.#changes;
    job.step((error) => {
      if (!(error instanceof CommandError) && this.#changes > before) throw error;
    });
  }
}

/** The error for what the end of the server interrupts. */
export function shuttingDown(): CommandError {
  return new CommandError("InterruptedAtShutdown", "The server is shutting down");
}

function rangeOptions({ start, end, reverse }: KeyRange): object {
  if (!reverse) return { start, end };
  return { start: end, end: start, reverse, exclusiveStart: true, inclusiveEnd: true };
}
