import { Int32, isNumber, readDocument, toDouble, writeDocument, type Doc } from "../values/documents.js";
import { CommandError } from "../errors.js";
import { idIndex, readIndexSpec, type Index } from "../indexes/index-spec.js";
import { collectionKey, droppedKey, spaceKey, spaces } from "../storage/keys.js";
import type { Store } from "../storage/store.js";
import { prefixRange } from "../storage/view.js";

/** A collection: where its records are, and its indexes, the one over _id first. */
export interface Collection {
  database: string;
  name: string;
  /** The space of its records. */
  space: number;
  options: Doc;
  indexes: Index[];
}

/** A collection's full name, as messages and cursors show it. */
export function namespaceOf(collection: Pick<Collection, "database" | "name">): string {
  return `${collection.database}.${collection.name}`;
}

/** All collections, cached in memory. Change them only inside a write. */
export class Catalog {
  #collections = new Map<string, Collection>();
  #nextSpace: number = spaces.firstFree;

  constructor(readonly store: Store) {
    this.reload();
  }

  /** The next number for a collection or an index. */
  get nextSpace(): number {
    return this.#nextSpace;
  }

  find(database: string, name: string): Collection | undefined {
    return this.#collections.get(`${database}\0${name}`);
  }

  all(): Collection[] {
    return [...this.#collections.values()];
  }

  in(database: string): Collection[] {
    return this.all().filter((collection) => collection.database === database);
  }

  /** The indexes of any collection whose entries are in these spaces. */
  indexesIn(spaces: number[]): Index[] {
    return this.all().flatMap(({ indexes }) => indexes.filter(({ space }) => spaces.includes(space)));
  }

  /** Adds an empty collection. Throws NamespaceExists. */
  create(database: string, name: string, options: Doc = {}): Collection {
    checkName(database, name);
    if (this.find(database, name))
      throw new CommandError("NamespaceExists", `Collection ${database}.${name} already exists.`);
    const collection = { database, name, options, space: this.takeSpace(), indexes: [idIndex(this.takeSpace())] };
    this.save(collection);
    return collection;
  }

  /** Drops a collection; housekeeping later removes its records and index entries. */
  drop({ database, name, space, indexes }: Collection): void {
    this.#collections.delete(`${database}\0${name}`);
    this.store.remove(collectionKey(database, name));
    for (const dropped of [space, ...indexes.map((index) => index.space)]) this.abandon(dropped);
  }

  /** Stores a collection's options and indexes. */
  save(collection: Collection): void {
    const { database, name, space, options } = collection;
    const indexes = collection.indexes.map((index) => ({ space: new Int32(index.space), spec: index.spec }));
    this.#collections.set(`${database}\0${name}`, collection);
    this.store.put(collectionKey(database, name), writeDocument({ space: new Int32(space), options, indexes }));
  }

  /** Leaves a space to be emptied later. */
  abandon(space: number): void {
    this.store.put(droppedKey(space), Buffer.alloc(0));
  }

  takeSpace(): number {
    return this.#nextSpace++;
  }

  /** Reads everything from the store again. */
  reload(): void {
    this.#collections.clear();
    for (const { key, value } of this.store.entries(prefixRange(spaceKey(spaces.collections)))) {
      const [database = "", name = ""] = key.toString("utf8", 4).split("\0");
      this.#collections.set(`${database}\0${name}`, readCollection(database, name, readDocument(value)));
    }
    this.#nextSpace = Math.max(spaces.firstFree, ...this.#usedSpaces().map((space) => space + 1));
  }

  #usedSpaces(): number[] {
    const dropped = [...this.store.entries(prefixRange(spaceKey(spaces.dropped)))].map(({ key }) =>
      key.readUInt32BE(4),
    );
    return [...dropped, ...this.all().flatMap(({ space, indexes }) => [space, ...indexes.map((index) => index.space)])];
  }
}

function readCollection(database: string, name: string, stored: Doc): Collection {
  const indexes = (stored.indexes as Doc[]).map(({ space, spec }, i) => ({
    ...readIndexSpec(spec as Doc, readSpace(space)),
    ...(i === 0 ? { unique: true } : {}),
  }));
  return { database, name, space: readSpace(stored.space), options: stored.options as Doc, indexes };
}

function readSpace(value: unknown): number {
  return isNumber(value) ? toDouble(value) : 0;
}

function checkName(database: string, name: string): void {
  const bad =
    name === "" || name.includes("$") || name.includes("\0") || name.startsWith(".") || name.startsWith("system.");
  if (bad) throw new CommandError("InvalidNamespace", `Invalid namespace specified '${database}.${name}'`);
}
