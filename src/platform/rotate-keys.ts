import type mongoose from "mongoose";
import type { FileStore } from "./file-store.js";
import type { Place, Sealed, SealedFile, Secrets } from "./secrets.js";

type Db = mongoose.mongo.Db;
type Doc = Record<string, unknown> & { _id: mongoose.Types.ObjectId };
type Part = { place: Place; sealed: Sealed | SealedFile };

/**
 * Seals everything in the database and in the file store anew that an older key sealed; afterwards only the newest key is
 * needed. Returns how many values it changed. Wherever it is interrupted, running it again does the rest, and running beside the
 * site overwrites nothing that changes meanwhile. (An interruption can leave one sealed file behind that nothing refers to.)
 */
export async function rotateKeys(db: Db, secrets: Secrets, files: FileStore): Promise<number> {
  let changed = 0;
  for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray()) {
    if (/\.(files|chunks)$/.test(name)) continue;
    for await (const record of db.collection<Doc>(name).find()) {
      for (const part of sealedParts(record, { collection: name, id: record._id, field: "" })) {
        if (part.sealed.keyId === secrets.newestKeyId) continue;
        if (await rotate(db, secrets, files, record, part)) changed += 1;
      }
    }
  }
  return changed;
}

/** Everything sealed within a value: what has a key's id beside a box or a reference. */
function sealedParts(value: unknown, place: Place): Part[] {
  if (!isPlain(value)) return [];
  if (typeof value.keyId === "string" && ("box" in value || "reference" in value)) {
    return [{ place, sealed: value as unknown as Sealed | SealedFile }];
  }
  return Object.entries(value).flatMap(([name, inner]) =>
    sealedParts(inner, { ...place, field: place.field ? `${place.field}.${name}` : name }),
  );
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return Array.isArray(value) || (value as object | null)?.constructor === Object;
}

async function rotate(db: Db, secrets: Secrets, files: FileStore, record: Doc, part: Part): Promise<boolean> {
  const { place, sealed } = part;
  if ("box" in sealed) return replace(db, record, part, secrets.seal(secrets.open(sealed, place), place));
  const box = await files.get(sealed.reference);
  if (!box) return false;
  const anew = secrets.seal(secrets.open({ keyId: sealed.keyId, box }, place), place);
  const reference = await files.put(anew.box);
  const replaced = await replace(db, record, part, { keyId: anew.keyId, reference });
  await files.remove(replaced ? sealed.reference : reference);
  return replaced;
}

/** Puts the new value in the place of the old one, unless that has been changed since it was read. */
async function replace(db: Db, { _id }: Doc, part: Part, anew: Sealed | SealedFile): Promise<boolean> {
  const { collection, field } = part.place;
  const [name, before] = "box" in part.sealed ? ["box", part.sealed.box] : ["reference", part.sealed.reference];
  const unchanged = { _id, [`${field}.${name}`]: before };
  const { modifiedCount } = await db.collection<Doc>(collection).updateOne(unchanged, { $set: { [field]: anew } });
  return modifiedCount === 1;
}
