import path from "node:path";
import type { Doc } from "./values/documents.js";
import { CommandError, transientError } from "./errors.js";
import type { Source } from "./aggregate/stage.js";
import { Cursors } from "./sessions/cursors.js";
import { Reading } from "./sessions/reading.js";
import type { Transaction } from "./sessions/transaction.js";
import { Transactions } from "./sessions/transactions.js";
import { Catalog, type Collection } from "./collections/catalog.js";
import { Records } from "./collections/records.js";
import { damaged } from "./storage/check-file.js";
import { shuttingDown, Store } from "./storage/store.js";
import type { View, Writer } from "./storage/view.js";
import { othersTurn } from "./storage/turn.js";
import { runInTurns, type Work } from "./storage/work.js";

/** A command as received. */
export interface Request {
  /** The command's own name and argument first. */
  body: Doc;
  database: string;
  transaction?: Transaction;
  /** How long the command may take, in milliseconds. */
  limit?: number | undefined;
}

/** A collection's full name. */
export interface Namespace {
  database: string;
  name: string;
}

/** The parts that commands work with. */
export class Engine {
  readonly store: Store;
  readonly catalog: Catalog;
  readonly records: Records;
  readonly cursors = new Cursors();
  readonly transactions: Transactions;
  readonly #readings = new Set<Reading>();
  #isClosing = false;

  /** Opens the database in a folder that exists. Throws a FileError for a file that is damaged or of a later format. */
  constructor(folder: string, noSync = false) {
    const file = path.join(folder, "mongo.mdb");
    this.store = new Store(file, noSync);
    this.catalog = readCatalog(this.store, file);
    this.store.onAborted = () => this.catalog.reload();
    this.records = new Records(this.store);
    this.transactions = new Transactions(this.store);
  }

  /** Throws InterruptedAtShutdown once the database is being closed: nothing may be read from then on. */
  ensureOpen(): void {
    if (this.#isClosing) throw shuttingDown();
  }

  /** Begins to read for a request. The caller ends it. */
  beginReading({ transaction, limit }: Request): Reading {
    this.ensureOpen();
    const { store, catalog } = this;
    return new Reading({ store, catalog, readings: this.#readings, transaction, limit });
  }

  /** Reads for a request. */
  async read<T>(request: Request, work: (reading: Reading) => Promise<T>): Promise<T> {
    const reading = this.beginReading(request);
    try {
      return await work(reading);
    } finally {
      reading.end();
    }
  }

  /** Access to collections for the pipelines of a request. */
  source(request: Request, view: View, catalog: Pick<Catalog, "find"> = this.catalog): Source {
    return {
      records: this.records,
      view,
      collection: (name) => this.find(request, name, catalog),
      indexNames: (spaces) => this.catalog.indexesIn(spaces).map((index) => index.name),
    };
  }

  /** A collection as a request sees it. Throws SnapshotUnavailable if its indexes are newer than the transaction. */
  find(
    { database, transaction }: Request,
    name: string,
    catalog: Pick<Catalog, "find"> = this.catalog,
  ): Collection | undefined {
    const collection = catalog.find(database, name);
    const isNewerIndex = ({ space }: { space: number }) => space >= transaction!.firstUnseenSpace;
    const indexes = collection ? [...collection.indexes, ...collection.building] : [];
    if (collection && transaction && !isNewerIndex(collection) && indexes.some(isNewerIndex)) {
      throw transientError(
        "SnapshotUnavailable",
        "Unable to read from a snapshot due to pending collection catalog changes",
      );
    }
    return collection;
  }

  /** The collection that a request writes to, created if missing. Only inside `write`. */
  demand(request: Request, name: string): Collection {
    return this.find(request, name) ?? this.catalog.create(request.database, name);
  }

  /** Writes in the next commit, and in later ones where the work waits; or in the request's transaction. */
  async write<T>(request: Request, targets: Namespace[], work: (writer: Writer) => Work<T>): Promise<T> {
    const { transaction } = request;
    if (!transaction) return this.store.write(work(this.store));
    for (const { database, name } of targets) await this.#prepare({ ...request, database }, name, transaction);
    return runInTurns(work(transaction.view), () => transaction.ensureOpen());
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    this.store.rejectWrites();
    this.cursors.closeAll();
    this.transactions.abortAll();
    for (const reading of this.#readings) reading.end(shuttingDown());
    // Each of them that is in a pause now ends what it does before this goes on.
    await othersTurn();
    await this.store.close();
  }

  /** Creates a missing collection immediately, outside the transaction. */
  async #prepare(request: Request, name: string, transaction: Transaction): Promise<void> {
    if (!this.find(request, name)) await this.store.write(this.#making(request, name));
    transaction.touched.add(this.catalog.find(request.database, name)?.space ?? -1);
  }

  // oxlint-disable-next-line require-yield -- there is nothing to wait for
  *#making(request: Request, name: string): Work<Collection> {
    return this.demand(request, name);
  }
}

function readCatalog(store: Store, file: string): Catalog {
  try {
    return new Catalog(store);
  } catch (error) {
    void store.close();
    throw damaged(file, (error as Error).message);
  }
}

/** The name in a command such as { find: "users" }. Throws InvalidNamespace. */
export function nameIn(value: unknown): string {
  if (typeof value === "string" && value !== "" && !value.includes("\0")) return value;
  throw new CommandError("InvalidNamespace", "collection name has invalid type or is empty");
}
