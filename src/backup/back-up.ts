import mongoose from "mongoose";
import type { Clock } from "../platform/clock.js";
import type { FilePlaces } from "../platform/file-places.js";
import type { FileStore } from "../platform/file-store.js";
import type { Secrets } from "../platform/secrets.js";
import { sealedParts } from "../platform/sealed-parts.js";
import { knowAll } from "../platform/sweep-files.js";
import { writeArchive } from "./archive-file.js";
import { collectionsToCopy } from "./collections.js";
import type { Frame, Totals } from "./frames.js";
import { inOrder, isMomentGone, takeMoment, type Moment } from "./moment.js";
import type { Progress } from "./progress.js";

/** A site's data, wherever it is. */
export interface SiteData {
  client: mongoose.mongo.MongoClient;
  db: mongoose.mongo.Db;
  clock: Clock;
  files: FileStore;
  secrets: Secrets;
  filePlaces: readonly FilePlaces[];
  /** Names of collections: each stands before those whose records it refers to. */
  referringFirst: string[];
}

export interface Copied {
  how: Moment["how"];
  totals: Totals;
}

/** Clocks of several processes differ by less; a file that is copied twice is restored once. */
const CLOCKS_DIFFER_MS = 60 * 60_000;
const { BSON } = mongoose.mongo;

/**
 * Copies a site into one encrypted file while it runs. Records are as they were at one moment, or, where the database keeps none that
 * long, at least in an order in which no record is missing that a copied one refers to. Files are copied before the records and,
 * those that came since, after them: one is missing only if it was stored and removed while the copy was made.
 */
export async function backUp(site: SiteData, file: string, progress: Progress): Promise<Copied> {
  try {
    return await copy(site, () => takeMoment(site), file, progress);
  } catch (error) {
    if (!isMomentGone(error)) throw error;
    progress.say("This database cannot keep a snapshot for that long. Starting again, one collection after another.");
    return copy(site, () => Promise.resolve(inOrder), file, progress);
  }
}

async function copy(site: SiteData, take: () => Promise<Moment>, file: string, progress: Progress): Promise<Copied> {
  const copied: Copied = { how: "in order", totals: { at: "", records: {}, files: 0, keys: [] } };
  progress.begin("Copying");
  await writeArchive(file, site.secrets, framesOf(site, take, copied, progress));
  progress.finish();
  return copied;
}

/** The moment is taken once the files are copied, which can take longer than a database keeps one. */
async function* framesOf(
  site: SiteData,
  take: () => Promise<Moment>,
  copied: Copied,
  progress: Progress,
): AsyncIterable<Frame> {
  const { totals } = copied;
  const began = new Date(site.clock.now().getTime() - CLOCKS_DIFFER_MS);
  await knowAll(site.db, site.files, site.filePlaces);
  yield* copyFiles(site.files, {}, totals, progress);
  const moment = await take();
  try {
    copied.how = moment.how;
    yield* copyRecords(site, moment, totals, progress);
  } finally {
    await moment.end();
  }
  yield* copyFiles(site.files, { since: began }, totals, progress);
  yield { type: "end", totals };
}

async function* copyFiles(
  files: FileStore,
  stored: { since?: Date },
  totals: Totals,
  progress: Progress,
): AsyncIterable<Frame> {
  for await (const { reference } of files.list(stored)) {
    const bytes = await files.get(reference);
    if (!bytes) continue;
    totals.files += 1;
    progress.count("files");
    yield { type: "file", reference, bytes };
  }
}

async function* copyRecords(
  site: SiteData,
  { session }: Moment,
  totals: Totals,
  progress: Progress,
): AsyncIterable<Frame> {
  const { secrets, referringFirst, db } = site;
  const used = new Set<string>();
  totals.at = site.clock.now().toISOString();
  for (const name of await collectionsToCopy(db, referringFirst)) {
    let count = 0;
    yield { type: "collection", name };
    const records = db.collection(name).find({}, { raw: true, ...(session && { session }) });
    for await (const record of records) {
      const bson = record as unknown as Buffer;
      for (const { sealed } of sealedParts(BSON.deserialize(bson))) used.add(keyName(sealed));
      count += 1;
      progress.count("records");
      yield { type: "record", bson };
    }
    totals.records[name] = count;
  }
  totals.keys = secrets.fingerprints().filter((key) => used.has(key.name));
}

/** The id of a sealed value's key ends with the key's name. */
const keyName = ({ keyId }: { keyId: string }): string => keyId.split(":").at(-1)!;
