import type mongoose from "mongoose";
import { isOfFileStore } from "./file-collections.js";
import { referencesIn, textsIn, type FilePlaces } from "./file-places.js";
import type { FileStore } from "./file-store.js";

type Db = mongoose.mongo.Db;

/** References that are compared at once with those in records, so that memory is bounded. */
const AT_ONCE = 10_000;

/** How many files were removed: those that no record refers to, and what was left of others. */
export interface Swept {
  orphans: number;
  leftovers: number;
}

/**
 * Removes stored files that no record refers to, and what interrupted uploads and removals left behind. Only what was stored before
 * `before` is touched, so that an upload in progress is not. It can be repeated, and run in several processes at once.
 */
export async function sweepFiles(
  db: Db,
  files: FileStore,
  { places, before }: { places: readonly FilePlaces[]; before: Date },
): Promise<Swept> {
  await knowAll(db, files, places);
  let orphans = 0;
  for await (const lot of inLots(files.list({ before }))) {
    for (const orphan of await findOrphans(db, lot, places)) {
      await files.remove(orphan);
      orphans += 1;
    }
  }
  return { orphans, leftovers: await files.removeLeftovers(before) };
}

/** Has a store that keeps a list of its own list every file that a record refers to. */
export async function knowAll(db: Db, files: FileStore, places: readonly FilePlaces[]): Promise<void> {
  if (!files.know) return;
  for await (const record of recordsWithFiles(db, places)) {
    const references = referencesIn(record);
    if (references.length > 0) await files.know(references);
  }
}

async function* inLots(files: AsyncIterable<{ reference: string }>): AsyncIterable<Set<string>> {
  let lot = new Set<string>();
  for await (const { reference } of files) {
    lot.add(reference);
    if (lot.size < AT_ONCE) continue;
    yield lot;
    lot = new Set();
  }
  if (lot.size > 0) yield lot;
}

/** What seems to be an orphan is looked for in every field of every record, before anything is removed. */
async function findOrphans(db: Db, lot: Set<string>, places: readonly FilePlaces[]): Promise<Set<string>> {
  for await (const record of recordsWithFiles(db, places)) for (const text of textsIn(record)) lot.delete(text);
  if (lot.size === 0) return lot;
  for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray()) {
    if (isOfFileStore(name)) continue;
    for await (const record of db.collection(name).find()) for (const text of textsIn(record)) lot.delete(text);
  }
  return lot;
}

async function* recordsWithFiles(db: Db, places: readonly FilePlaces[]): AsyncIterable<object> {
  for (const { collection, fields, indexed } of places) {
    const filter = indexed === undefined ? {} : { [indexed]: { $exists: true } };
    yield* db.collection(collection).find(filter, { projection: Object.fromEntries(fields.map((name) => [name, 1])) });
  }
}
