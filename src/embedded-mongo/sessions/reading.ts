import type { Catalog, Collection } from "../collections/catalog.js";
import type { CommandError } from "../errors.js";
import type { Snapshot, Store } from "../storage/store.js";
import { READING_MS, Turn } from "../storage/turn.js";
import type { Entry, KeyRange, View } from "../storage/view.js";
import { MAY_PAUSE, type Flow, type Pause } from "../values/flow.js";
import type { Transaction } from "./transaction.js";

/** What a command reads from. */
export interface ReadingSource {
  store: Store;
  catalog: Catalog;
  /** The readings that are not over yet. */
  readings: Set<Reading>;
  transaction?: Transaction | undefined;
  /** How long it may take in all, in milliseconds. */
  limit?: number | undefined;
}

/** The state of the database that one command or cursor reads, which stays the same however often others have their turn. */
export class Reading implements View {
  readonly turn: Turn;
  #view: View;
  #catalog: Pick<Catalog, "find">;
  #snapshot: Snapshot | undefined;
  #ended: CommandError | undefined;

  constructor(readonly source: ReadingSource) {
    this.turn = new Turn(READING_MS, source.limit);
    this.#view = source.transaction?.view ?? source.store;
    this.#catalog = source.catalog;
    source.readings.add(this);
  }

  get(key: Buffer): Buffer | undefined {
    return this.#view.get(key);
  }

  peek(key: Buffer): Buffer | undefined {
    return this.#view.peek ? this.#view.peek(key) : this.#view.get(key);
  }

  entries(range: KeyRange): Iterable<Entry> {
    return this.#view.entries(range);
  }

  count(range: KeyRange): number {
    return this.#view.count(range);
  }

  /** A collection as it was at the beginning. */
  find(database: string, name: string): Collection | undefined {
    return this.#catalog.find(database, name);
  }

  /** Keeps the present state until the reading ends. Nothing is committed while a command has its turn, so that this can wait until then. */
  pin(): void {
    if (this.#snapshot || this.source.transaction) return;
    this.#view = this.#snapshot = this.source.store.snapshot();
    this.#catalog = this.source.catalog.frozen();
  }

  /** Lets others have their turn if it is theirs. Throws if the reading has been ended in the meantime, or has taken too long. */
  async pause(): Promise<void> {
    if (!this.turn.isOver()) return;
    this.pin();
    await this.turn.pass();
    if (this.#ended) throw this.#ended;
    this.source.transaction?.ensureOpen();
    this.turn.check();
  }

  /** Gives every item of a flow to `take`, in turns. */
  async each<T>(flow: Flow<T>, take: (item: T) => void): Promise<void> {
    for (const item of flow) {
      if (item === MAY_PAUSE) await this.pause();
      else take(item);
    }
  }

  /** What a generator of points to pause at returns. */
  async result<T>(steps: Generator<Pause, T>): Promise<T> {
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value;
      await this.pause();
    }
  }

  /** Ends the reading. If it is in a pause, it throws `why` in its next turn. */
  end(why?: CommandError): void {
    if (!this.source.readings.delete(this)) return;
    this.#ended = why;
    this.#snapshot?.release();
  }
}
