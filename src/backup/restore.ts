import mongoose from "mongoose";
import { readArchive } from "./archive-file.js";
import type { SiteData } from "./back-up.js";
import type { Frame, Totals } from "./frames.js";
import type { Progress } from "./progress.js";
import { Refused } from "./refused.js";
import { markRestore, refuseHalfRestored, unmarkRestore } from "./restore-mark.js";

const LOT_RECORDS = 500;
const LOT_BYTES = 4 * 1024 * 1024;
const { BSON } = mongoose.mongo;
/** So that numbers, dates and bytes are written with the types that they were read with. */
const AS_THEY_ARE = { promoteValues: false, promoteBuffers: false, promoteLongs: false, bsonRegExp: true };

/**
 * Brings a backup into an empty database and its file store. The whole backup is read first: throws Refused, and has written nothing,
 * when it is damaged or incomplete, when a key is missing, or when the database is not empty. Whatever ends it later leaves a mark, by
 * which the site does not start and nothing is restored there again.
 */
export async function restore(
  site: SiteData,
  file: string,
  progress: Progress,
  buildIndexes: () => Promise<void>,
): Promise<Totals> {
  progress.begin("Checking the backup");
  const totals = await verify(site, file, progress);
  progress.finish();
  refuseMissingKeys(site, totals);
  await refuseFull(site);
  const mark = await markRestore(site.db);
  progress.begin("Restoring");
  await write(site, readArchive(file, site.secrets), progress);
  progress.finish();
  progress.say("Building indexes");
  await buildIndexes();
  await unmarkRestore(site.db, mark);
  return totals;
}

/** Reads all of it, so that every chunk is authenticated, and compares what came with what should have come. */
async function verify({ secrets }: SiteData, file: string, progress: Progress): Promise<Totals> {
  let [totals, name, files]: [Totals | null, string, number] = [null, "", 0];
  const records: Record<string, number> = {};
  for await (const frame of readArchive(file, secrets)) {
    countFrame(progress, frame);
    if (frame.type === "collection") records[(name = frame.name)] = 0;
    if (frame.type === "record") records[name] = (records[name] ?? 0) + 1;
    if (frame.type === "file") files += 1;
    if (frame.type === "end") totals = frame.totals;
  }
  const isWhole = totals?.files === files && JSON.stringify(totals.records) === JSON.stringify(records);
  if (!totals || !isWhole) throw new Refused("This backup is damaged or incomplete.");
  return totals;
}

function refuseMissingKeys({ secrets }: SiteData, { keys }: Totals): void {
  const known = new Set(secrets.fingerprints().map(({ fingerprint }) => fingerprint));
  const missing = keys.filter(({ fingerprint }) => !known.has(fingerprint));
  if (missing.length === 0) return;
  const names = missing.map(({ name, fingerprint }) => `"${name}" (${fingerprint})`).join(", ");
  throw new Refused(`Some of this backup is sealed with ${names}, which SEALING_KEYS lacks. Nothing was restored.`);
}

async function refuseFull({ db }: SiteData): Promise<void> {
  await refuseHalfRestored(db);
  for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray()) {
    if (name.startsWith("system.")) continue;
    const isEmpty = (await db.collection(name).findOne({}, { projection: { _id: 1 } })) === null;
    if (!isEmpty) throw new Refused(`The database "${db.databaseName}" is not empty. Restore into a new one.`);
  }
}

async function write(site: SiteData, frames: AsyncIterable<Frame>, progress: Progress): Promise<void> {
  let name = "";
  let lot: Buffer[] = [];
  const writeLot = async (): Promise<void> => {
    await insert(site, name, lot);
    lot = [];
  };
  for await (const frame of frames) {
    if (frame.type !== "record") await writeLot();
    if (frame.type === "collection") name = frame.name;
    if (frame.type === "file") await site.files.put(Buffer.from(frame.bytes), frame.reference);
    if (frame.type === "record") lot.push(frame.bson);
    if (lot.length >= LOT_RECORDS || bytesOf(lot) >= LOT_BYTES) await writeLot();
    countFrame(progress, frame);
  }
}

async function insert({ db }: SiteData, name: string, lot: Buffer[]): Promise<void> {
  if (lot.length === 0) return;
  const records = lot.map((bson) => BSON.deserialize(bson, AS_THEY_ARE));
  await db.collection(name).insertMany(records, { ordered: false, writeConcern: { w: "majority" } });
}

const bytesOf = (lot: Buffer[]): number => lot.reduce((sum, { length }) => sum + length, 0);

function countFrame(progress: Progress, { type }: Frame): void {
  if (type === "record") progress.count("records");
  if (type === "file") progress.count("files");
}
