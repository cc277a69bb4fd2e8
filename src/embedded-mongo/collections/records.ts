import { readDocument, writeStoredDocument, type Doc } from "../values/documents.js";
import type { Fields } from "../values/fields.js";
import { readFields } from "../values/partial-documents.js";
import { describe } from "../values/types.js";
import { CommandError } from "../errors.js";
import { indexKeysOf, type IndexKey } from "../indexes/index-keys.js";
import type { Index } from "../indexes/index-spec.js";
import { namespaceOf, type Collection } from "./catalog.js";
import { multikeyKey, recordKey, recordNumber, spaceKey } from "../storage/keys.js";
import { afterPrefix, prefixRange, type View, type Writer } from "../storage/view.js";

/** A document where it is stored. */
export interface StoredDocument {
  /** The number of its record, in order of insertion. */
  record: Buffer;
  doc: Doc;
  /** The whole document as BSON; empty where only some of its fields were asked for. */
  bytes: Buffer;
}

/** The documents of all collections with their index entries, changed together or not at all. */
export class Records {
  /** How many index entries, documents and whole collections queries have examined. */
  readonly examined = { keys: 0, documents: 0, collections: 0 };
  /** How often queries have used each index, by its space, since `countedSince`. */
  readonly uses = new Map<number, number>();
  readonly countedSince = new Date();
  #lastNumbers = new Map<number, number>();

  /** New record numbers continue from those in `latest`. */
  constructor(readonly latest: View) {}

  countUse({ space }: Index): void {
    this.uses.set(space, (this.uses.get(space) ?? 0) + 1);
  }

  /** A document by its record; with `fields`, only those of it. */
  read(view: View, collection: Collection, record: Buffer, fields?: Fields): StoredDocument | undefined {
    this.examined.documents++;
    const key = recordKey(collection.space, record);
    if (fields && view.peek) return partOf(record, view.peek(key), fields);
    const bytes = view.get(key);
    return bytes && { record, doc: fields ? readFields(bytes, fields) : readDocument(bytes), bytes };
  }

  /** All documents, in the order of their insertion. */
  *all(
    view: View,
    collection: Collection,
    { reverse, fields }: { reverse: boolean; fields: Fields | undefined },
  ): Iterable<StoredDocument> {
    this.examined.collections++;
    for (const { key, value } of view.entries({ ...prefixRange(spaceKey(collection.space)), reverse })) {
      this.examined.documents++;
      const doc = fields ? readFields(value, fields) : readDocument(value);
      yield { record: key.subarray(4), doc, bytes: value };
    }
  }

  /** The next records after one, or the first ones, in the order of their insertion. */
  recordsAfter(view: View, collection: Collection, record: Buffer | undefined, most: number): Buffer[] {
    const all = prefixRange(spaceKey(collection.space));
    const range = record ? { ...all, start: afterPrefix(recordKey(collection.space, record)) } : all;
    const found: Buffer[] = [];
    for (const { key } of view.entries(range)) if (found.push(key.subarray(4)) === most) break;
    return found;
  }

  /** Adds a document. Throws a duplicate key error, or whatever `claim` throws, before it changes anything. */
  insert(writer: Writer, collection: Collection, doc: Doc): void {
    const record = recordNumber(this.#nextNumber(collection.space));
    const bytes = writeStoredDocument(doc);
    const changes = maintained(collection).map((index) => change(index, undefined, doc));
    reserve(writer, collection, record, changes);
    writer.put(recordKey(collection.space, record), bytes);
    changes.forEach((each) => writeEntries(writer, each, record));
  }

  /** Replaces a stored document; returns whether anything changed. Throws as `insert` does. */
  replace(writer: Writer, collection: Collection, stored: StoredDocument, doc: Doc): boolean {
    const { record, doc: old } = stored;
    const bytes = writeStoredDocument(doc);
    if (stored.bytes.equals(bytes)) return false;
    const changes = maintained(collection).map((index) => change(index, old, doc));
    claimRecord(writer, collection, record);
    reserve(writer, collection, record, changes);
    writer.put(recordKey(collection.space, record), bytes);
    changes.forEach((each) => writeEntries(writer, each, record));
    return true;
  }

  remove(writer: Writer, collection: Collection, { record, doc }: StoredDocument): void {
    const changes = maintained(collection).map((index) => change(index, doc, undefined));
    claimRecord(writer, collection, record);
    reserve(writer, collection, record, changes);
    writer.remove(recordKey(collection.space, record));
    changes.forEach((each) => writeEntries(writer, each, record));
  }

  /** Adds the entries of new indexes for a document, if it is there. Throws as `insert` does. */
  index(writer: Writer, collection: Collection, indexes: Index[], record: Buffer): void {
    const stored = this.read(writer, collection, record);
    if (!stored) return;
    const changes = indexes.map((index) => change(index, undefined, stored.doc));
    reserve(writer, collection, record, changes);
    changes.forEach((each) => writeEntries(writer, each, record));
  }

  #nextNumber(space: number): number {
    const last = this.#lastNumbers.get(space) ?? this.#lastStored(space);
    this.#lastNumbers.set(space, last + 1);
    return last + 1;
  }

  #lastStored(space: number): number {
    for (const { key } of this.latest.entries({ ...prefixRange(spaceKey(space)), reverse: true }))
      return key.readUIntBE(4, 6);
    return 0;
  }
}

function partOf(record: Buffer, bytes: Buffer | undefined, fields: Fields): StoredDocument | undefined {
  return bytes && { record, doc: readFields(bytes, fields), bytes: NOTHING };
}

const NOTHING = Buffer.alloc(0);

function maintained({ indexes, building }: Collection): Index[] {
  return building.length === 0 ? indexes : [...indexes, ...building];
}

/** The changes to a document's entries in one index. */
interface EntryChange {
  index: Index;
  removed: IndexKey[];
  added: IndexKey[];
  arrayFields: Set<number>;
}

function change(index: Index, before: Doc | undefined, after: Doc | undefined): EntryChange {
  const old = before ? indexKeysOf(before, index).keys : [];
  const { keys: now, arrayFields } = after ? indexKeysOf(after, index) : { keys: [], arrayFields: new Set<number>() };
  return { index, removed: without(old, now), added: without(now, old), arrayFields };
}

function without(keys: IndexKey[], others: IndexKey[]): IndexKey[] {
  return others.length === 0 ? keys : keys.filter((key) => !others.some((other) => other.bytes.equals(key.bytes)));
}

function claimRecord(writer: Writer, collection: Collection, record: Buffer): void {
  writer.claim(recordKey(collection.space, record));
}

/** Claims the keys of unique indexes. Throws DuplicateKey if another document has one. */
function reserve(writer: Writer, collection: Collection, record: Buffer, changes: EntryChange[]): void {
  for (const { index, removed, added } of changes) {
    if (!index.unique) continue;
    for (const key of [...removed, ...added]) writer.claim(entryKey(index, key, record));
    for (const key of added) {
      const holder = writer.get(entryKey(index, key, record));
      if (holder && !holder.equals(record)) throw duplicateKey(collection, index, key);
    }
  }
}

function writeEntries(writer: Writer, { index, removed, added, arrayFields }: EntryChange, record: Buffer): void {
  for (const key of removed) {
    // While a unique index is being built, a key can belong to another document already.
    if (!index.unique || writer.get(entryKey(index, key, record))?.equals(record)) {
      writer.remove(entryKey(index, key, record));
    }
  }
  for (const key of added) writer.put(entryKey(index, key, record), record);
  for (const field of arrayFields) {
    const flag = multikeyKey(index.space, field);
    if (!writer.get(flag)) writer.put(flag, ARRAY_SEEN);
  }
}

const ARRAY_SEEN = Buffer.from([1]);

/** In a unique index a key has one document; in others the record number after it keeps equal keys apart. */
function entryKey(index: Index, key: IndexKey, record: Buffer): Buffer {
  return Buffer.concat(index.unique ? [spaceKey(index.space), key.bytes] : [spaceKey(index.space), key.bytes, record]);
}

function duplicateKey(collection: Collection, index: Index, key: IndexKey): CommandError {
  const keyValue = Object.fromEntries(index.fields.map((field, i) => [field.name, printable(key.values[i])]));
  const message = `E11000 duplicate key error collection: ${namespaceOf(collection)} index: ${index.name} dup key: ${describe(keyValue)}`;
  return new CommandError("DuplicateKey", message, { keyPattern: index.spec.key, keyValue });
}

function printable(value: unknown): unknown {
  return typeof value === "symbol" ? null : value;
}
