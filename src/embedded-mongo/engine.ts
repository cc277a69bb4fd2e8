import path from "node:path";
import type { Doc } from "./values/documents.js";
import { CommandError, transientError } from "./errors.js";
import type { Source } from "./aggregate/stage.js";
import { Cursors } from "./sessions/cursors.js";
import type { Transaction } from "./sessions/transaction.js";
import { Transactions } from "./sessions/transactions.js";
import { Catalog, type Collection } from "./collections/catalog.js";
import { Records } from "./collections/records.js";
import { damaged } from "./storage/check-file.js";
import { Store } from "./storage/store.js";
import type { View, Writer } from "./storage/view.js";
import { runAtOnce, type Work } from "./storage/work.js";

/** A command as received. */
export interface Request {
  /** The command's own name and argument first. */
  body: Doc;
  database: string;
  transaction?: Transaction;
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

  /** Opens the database in a folder that exists. Throws a FileError for a file that is damaged or of a later format. */
  constructor(folder: string, noSync = false) {
    const file = path.join(folder, "mongo.mdb");
    this.store = new Store(file, noSync);
    this.catalog = readCatalog(this.store, file);
    this.store.onAborted = () => this.catalog.reload();
    this.records = new Records(this.store);
    this.transactions = new Transactions(this.store);
  }

  /** The state that a request reads. */
  view({ transaction }: Request): View {
    return transaction?.view ?? this.store;
  }

  /** Access to collections for the pipelines of a request. */
  source(request: Request, view = this.view(request)): Source {
    return {
      records: this.records,
      view,
      collection: (name) => this.find(request, name),
      indexNames: (spaces) => this.catalog.indexesIn(spaces).map((index) => index.name),
    };
  }

  /** A collection as a request sees it. Throws SnapshotUnavailable if its indexes are newer than the transaction. */
  find({ database, transaction }: Request, name: string): Collection | undefined {
    const collection = this.catalog.find(database, name);
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

  /** Writes in the next commit, or in the request's transaction. */
  async write<T>(request: Request, targets: Namespace[], work: (writer: Writer) => Work<T>): Promise<T> {
    const { transaction } = request;
    if (!transaction) return this.store.write(work(this.store));
    for (const { database, name } of targets) await this.#prepare({ ...request, database }, name, transaction);
    return runAtOnce(work(transaction.view));
  }

  async close(): Promise<void> {
    this.cursors.closeAll();
    this.transactions.abortAll();
    await this.store.close();
  }

  /** Creates a missing collection at once, outside the transaction. */
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
