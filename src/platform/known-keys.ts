import type mongoose from "mongoose";
import { isDuplicate } from "./database.js";
import { sealedParts } from "./sealed-parts.js";
import { placeIn, type PlacesIn } from "./sealed-shape.js";
import type { Secrets } from "./secrets.js";
import { writeMany } from "./write-many.js";

type Db = mongoose.mongo.Db;
type Stored = Record<string, unknown> & { _id: mongoose.Types.ObjectId };
/** A key with which something in this database is sealed. Its fingerprint gives nothing of it away. */
type KnownKey = { _id: string; fingerprint: string };

const SAMPLES_EACH = 3;

/**
 * Throws an Error with a sentence for the operator when the given keys do not open what this database holds. A database of an earlier
 * version, which knows no keys yet, is tried with samples.
 */
export async function refuseWrongKeys(db: Db, secrets: Secrets, places: PlacesIn): Promise<void> {
  const known = await keysOf(db).find().toArray();
  const given = secrets.fingerprints();
  const missing = known.filter(
    (key) => !given.some(({ name, fingerprint }) => name === key._id && fingerprint === key.fingerprint),
  );
  if (missing.length > 0) throw new Error(sentenceAbout(missing));
  const samples = known.length > 0 ? [] : await trySamples(db, secrets, places);
  if (samples.length > 0 && !samples.includes(true))
    throw new Error("SEALING_KEYS does not hold the keys with which this database is sealed.");
}

/** Notes the keys with which values are sealed: the newest, and in a database that knows none yet, each that may have sealed some. */
export async function noteKeys(db: Db, secrets: Secrets): Promise<void> {
  const [newest, ...older] = secrets.fingerprints();
  const isFirst = (await keysOf(db).findOne()) === null;
  for (const { name, fingerprint } of [newest!, ...(isFirst ? older : [])])
    await keysOf(db).updateOne({ _id: name }, { $setOnInsert: { fingerprint } }, { upsert: true }).catch(unlessNoted);
}

/** Forgets all keys but the newest: everything is sealed with it now. */
export async function forgetOlderKeys(db: Db, secrets: Secrets): Promise<void> {
  const [newest] = secrets.fingerprints();
  await writeMany(() => keysOf(db).deleteMany({ _id: { $ne: newest!.name } }));
}

/** Whether each of some sealed values can be opened. */
async function trySamples(db: Db, secrets: Secrets, places: PlacesIn): Promise<boolean[]> {
  const opened: boolean[] = [];
  for (const collection of Object.keys(places)) {
    const records = db.collection<Stored>(collection).find({}, { limit: SAMPLES_EACH, promoteBuffers: true });
    for await (const record of records) {
      for (const { field, sealed } of sealedParts(record)) {
        if (!("box" in sealed)) continue;
        opened.push(opens(() => secrets.open(sealed, placeIn(places, collection, record, field))));
      }
    }
  }
  return opened;
}

function opens(open: () => unknown): boolean {
  try {
    open();
    return true;
  } catch {
    return false;
  }
}

/** Another process that starts at the same time has noted it. */
function unlessNoted(error: unknown): void {
  if (!isDuplicate(error)) throw error;
}

function sentenceAbout(missing: KnownKey[]): string {
  const names = missing.map(({ _id, fingerprint }) => `"${_id}" (fingerprint ${fingerprint})`).join(" and ");
  return (
    `SEALING_KEYS lacks the key ${names}, with which this database is sealed. Put it back, after a newer one if you like. ` +
    "It is no longer needed once `npm run rotate-keys` finds nothing to do."
  );
}

const keysOf = (db: Db): mongoose.mongo.Collection<KnownKey> => db.collection("sealingKeys");
