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
  /** Indexes that are not complete yet: writes maintain them, queries do not use them. */
  building: Index[];
}

/** A collection's full name, as messages and cursors show it. */
export function namespaceOf(collection: Pick<Collection, "database" | "name">): string {
  return `${collection.database}.${collection.name}`;
}

/** Indexes of one collection that are being built. */
interface IndexBuild {
  collection: number;
  indexes: Index[];
  ended: Promise<void>;
  end: () => void;
}

/** All collections, cached in memory. Change them only inside a write. */
export class Catalog {
  #collections = new Map<string, Collection>();
  #nextSpace: number = spaces.firstFree;
  #builds = new Map<object, IndexBuild>();

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

  /** The collections as they are now, whatever changes later. */
  frozen(): Pick<Catalog, "find"> {
    const collections = new Map(this.#collections);
    return { find: (database, name) => collections.get(`${database}\0${name}`) };
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
    this.#checkCase(database);
    if (this.find(database, name))
      throw new CommandError("NamespaceExists", `Collection ${database}.${name} already exists.`);
    const space = this.takeSpace();
    const collection = { database, name, options, space, indexes: [idIndex(this.takeSpace())], building: [] };
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
    this.#remember(collection);
    this.store.put(collectionKey(database, name), writeDocument({ space: new Int32(space), options, indexes }));
  }

  /** Leaves a space to be emptied later. */
  abandon(space: number): void {
    this.store.put(droppedKey(space), Buffer.alloc(0));
  }

  /**
   * Begins to build indexes. Until `completeBuild` their spaces count as dropped, so that what an interrupted build leaves is removed.
   * Whatever happens, the owner calls `endBuild` afterwards.
   */
  beginBuild(owner: object, collection: Collection, indexes: Index[]): void {
    for (const { space } of indexes) this.abandon(space);
    let end!: () => void;
    const ended = new Promise<void>((resolve) => (end = resolve));
    this.#builds.set(owner, { collection: collection.space, indexes, ended, end });
    this.#remember(collection);
  }

  /** Turns indexes that are complete into ones that queries use. */
  completeBuild(owner: object, collection: Collection): void {
    const { indexes = [] } = this.#builds.get(owner) ?? {};
    for (const { space } of indexes) this.store.remove(droppedKey(space));
    this.save({ ...collection, indexes: [...collection.indexes, ...indexes] });
  }

  /** Forgets a build that is complete or has failed. Outside a write as well. */
  endBuild(owner: object): void {
    const build = this.#builds.get(owner);
    if (!build) return;
    this.#builds.delete(owner);
    const collection = this.all().find(({ space }) => space === build.collection);
    if (collection) this.#remember(collection);
    build.end();
  }

  /** Resolves when a build in this collection ends; undefined where there is none. */
  buildIn({ space }: Collection): Promise<void> | undefined {
    return [...this.#builds.values()].find(({ collection }) => collection === space)?.ended;
  }

  /** Whether an index under construction keeps its entries in this space. */
  isBuilding(space: number): boolean {
    return [...this.#builds.values()].some(({ indexes }) => indexes.some((index) => index.space === space));
  }

  takeSpace(): number {
    return this.#nextSpace++;
  }

  /** Reads everything from the store again. */
  reload(): void {
    this.#collections.clear();
    for (const { key, value } of this.store.entries(prefixRange(spaceKey(spaces.collections)))) {
      const [database = "", name = ""] = key.toString("utf8", 4).split("\0");
      this.#remember(readCollection(database, name, readDocument(value)));
    }
    this.#nextSpace = Math.max(spaces.firstFree, ...this.#usedSpaces().map((space) => space + 1));
  }

  #remember(collection: Collection): void {
    const builds = [...this.#builds.values()].filter((build) => build.collection === collection.space);
    const complete = new Set(collection.indexes.map(({ space }) => space));
    const building = builds.flatMap(({ indexes }) => indexes).filter(({ space }) => !complete.has(space));
    this.#collections.set(`${collection.database}\0${collection.name}`, { ...collection, building });
  }

  /** Two databases must not differ in case alone: on some systems they would share a folder. */
  #checkCase(database: string): void {
    const other = this.all().find((each) => each.database.toLowerCase() === database.toLowerCase());
    if (!other || other.database === database) return;
    const message = `db already exists with different case already have: [${other.database}] trying to create [${database}]`;
    throw new CommandError("DatabaseDifferCase", message);
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
  return { database, name, space: readSpace(stored.space), options: stored.options as Doc, indexes, building: [] };
}

function readSpace(value: unknown): number {
  return isNumber(value) ? toDouble(value) : 0;
}

/** The longest full name of a collection in bytes, as in MongoDB. */
const LONGEST_NAME = 255;

function checkName(database: string, name: string): void {
  const bad =
    Buffer.byteLength(`${database}.${name}`) > LONGEST_NAME ||
    name.includes("$") ||
    name.startsWith(".") ||
    name.startsWith("system.");
  if (bad) throw new CommandError("InvalidNamespace", `Invalid namespace specified '${database}.${name}'`);
}
