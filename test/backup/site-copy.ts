import mongoose from "mongoose";
import { randomBytes } from "node:crypto";
import type { SiteData } from "../../src/backup/back-up.js";
import { Progress } from "../../src/backup/progress.js";
import { referringFirst } from "../../src/backup/record-references.js";
import { systemClock } from "../../src/platform/clock.js";
import { declaredFiles } from "../../src/platform/file-places.js";
import { createGridfsFileStore } from "../../src/platform/gridfs-file-store.js";
import { createSecrets, type Secrets, type SealingKey } from "../../src/platform/secrets.js";

export const newKey = (id: string): SealingKey => ({ id, key: randomBytes(32) });

/** What a command is given of a site in this database. */
export function siteIn(
  client: mongoose.mongo.MongoClient,
  secrets: Secrets,
  replace: Partial<SiteData> = {},
): SiteData {
  const db = client.db();
  return {
    client,
    db,
    clock: systemClock,
    secrets,
    files: createGridfsFileStore(() => db),
    filePlaces: declaredFiles(),
    referringFirst: referringFirst(),
    ...replace,
  };
}

/** A database with one sealed record and its file, from `keys`. */
export async function fillSmall(site: SiteData): Promise<string> {
  const _id = new mongoose.Types.ObjectId();
  const place = (field: string) => ({ collection: "reports", id: _id, field });
  const { keyId, box } = site.secrets.seal("Bytes", place("file"));
  const reference = await site.files.put(box);
  await site.db
    .collection("reports")
    .insertOne({ _id, text: site.secrets.seal("Words", place("text")), file: { keyId, reference } });
  return reference;
}

export async function isEmpty({ db }: SiteData): Promise<boolean> {
  const counts = (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) =>
    db.collection(name).countDocuments(),
  );
  return (await Promise.all(counts)).every((count) => count === 0);
}

/** Every record of these collections as the bytes that are stored, by collection. */
export async function bytesOf({ db }: SiteData, names: string[]): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = {};
  for (const name of names) {
    const records = await db.collection(name).find({}, { raw: true }).toArray();
    if (records.length > 0) all[name] = records.map((bson) => (bson as unknown as Buffer).toString("base64")).sort();
  }
  return all;
}

export const silent = (): Progress => new Progress(() => undefined);
export const noIndexes = (): Promise<void> => Promise.resolve();
export const secretsOf = (...keys: [SealingKey, ...SealingKey[]]): Secrets => createSecrets(keys);

export const connectTo = (uri: string): Promise<mongoose.mongo.MongoClient> =>
  mongoose.mongo.MongoClient.connect(uri, { promoteBuffers: true });
