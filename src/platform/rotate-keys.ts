import type mongoose from "mongoose";
import type { FileStore } from "./file-store.js";
import { sealedParts, type SealedPart } from "./sealed-parts.js";
import { placeIn, type PlacesIn } from "./sealed-shape.js";
import type { Place, Sealed, SealedFile, Secrets } from "./secrets.js";

type Db = mongoose.mongo.Db;
type Stored = Record<string, unknown> & { _id: mongoose.Types.ObjectId };
type Outcome = "changed" | "unreadable" | "kept";

/** How many values were re-encrypted, and how many no key could open and were left untouched. */
export interface Rotation {
  changed: number;
  unreadable: number;
}

/**
 * Re-encrypts everything in the database and the file store with the newest key. Older keys are then needed only for values
 * that could not be opened. It can be interrupted and run again, and may run beside the site: it never overwrites a concurrent
 * change. (An interruption can leave one sealed file behind that nothing refers to.)
 */
export async function rotateKeys(db: Db, secrets: Secrets, files: FileStore, places: PlacesIn = {}): Promise<Rotation> {
  const counts: Record<Outcome, number> = { changed: 0, unreadable: 0, kept: 0 };
  for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray()) {
    if (/\.(files|chunks)$/.test(name)) continue;
    for await (const record of db.collection<Stored>(name).find()) {
      for (const part of sealedParts(record)) {
        if (part.sealed.keyId === secrets.newestKeyId) continue;
        counts[await rotate(db, secrets, files, part, placeIn(places, name, record, part.field))] += 1;
      }
    }
  }
  return counts;
}

async function rotate(
  db: Db,
  secrets: Secrets,
  files: FileStore,
  { sealed }: SealedPart,
  place: Place,
): Promise<Outcome> {
  const box = "box" in sealed ? sealed.box : await files.get(sealed.reference);
  const plain = box && tryOpen(secrets, { keyId: sealed.keyId, box }, place);
  if (!plain) return "unreadable";
  const resealed = secrets.seal(plain, place);
  if ("box" in sealed) return (await replace(db, place, sealed, resealed)) ? "changed" : "kept";
  const reference = await files.put(resealed.box);
  const replaced = await replace(db, place, sealed, { keyId: resealed.keyId, reference });
  await files.remove(replaced ? sealed.reference : reference);
  return replaced ? "changed" : "kept";
}

function tryOpen(secrets: Secrets, sealed: Sealed, place: Place): Buffer | null {
  try {
    return secrets.open(sealed, place);
  } catch {
    return null;
  }
}

/** Puts the new value in the place of the old one, unless that has been changed since it was read. */
async function replace(
  db: Db,
  { collection, id, field }: Place,
  sealed: Sealed | SealedFile,
  resealed: Sealed | SealedFile,
): Promise<boolean> {
  const [name, before] = "box" in sealed ? ["box", sealed.box] : ["reference", sealed.reference];
  const unchanged = { _id: id as mongoose.Types.ObjectId, [`${field}.${name}`]: before };
  const { modifiedCount } = await db
    .collection<Stored>(collection)
    .updateOne(unchanged, { $set: { [field]: resealed } });
  return modifiedCount === 1;
}
