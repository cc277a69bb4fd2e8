import type mongoose from "mongoose";
import { isOfFileStore } from "../platform/file-collections.js";

/** Where a restore notes that it has begun, until it has finished. */
export const RESTORES = "restores";

/**
 * What no backup holds: login sessions (one that was ended must not come back), counts of tries, what was sent while signed out, which
 * is kept for an hour, and leases. Files are copied by their store.
 */
const LEFT_OUT = new Set(["loginSessions", "tries", "unfinished", "leases", RESTORES]);

/** The collections that a backup holds; who refers to a record comes before it, so that a record in use is never missed. */
export async function collectionsToCopy(db: mongoose.mongo.Db, referringFirst: string[]): Promise<string[]> {
  const all = await db.listCollections({}, { nameOnly: true }).toArray();
  const names = all.map(({ name }) => name).filter((name) => isCopied(name));
  const placeOf = (name: string): number => referringFirst.indexOf(name);
  return names.sort((one, other) => placeOf(one) - placeOf(other));
}

/** Whether a backup holds the records of a collection. */
export const isCopied = (name: string): boolean =>
  !LEFT_OUT.has(name) && !isOfFileStore(name) && !name.startsWith("system.");
