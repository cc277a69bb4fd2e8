import type { UploadApiOptions, v2 } from "cloudinary";
import mongoose from "mongoose";
import { randomUUID } from "node:crypto";
import { CLOUD_FILES } from "./file-collections.js";
import { FIRST, LAST, type FileStore } from "./file-store.js";

const KIND: UploadApiOptions = { resource_type: "raw", type: "authenticated" };

/**
 * Keeps files at Cloudinary, in the account that the environment's CLOUDINARY_URL names. They are of its "authenticated"
 * kind and come back through signed addresses only. The database lists them, because the account may hold files of others too: a file
 * is on the list before it is stored, until it is removed. The package takes 17 MB of memory, so it is loaded when first needed.
 */
export function createCloudinaryFileStore(): FileStore {
  return {
    async put(bytes, reference = randomUUID()) {
      await list().updateOne({ _id: reference }, { $setOnInsert: { at: new Date() } }, { upsert: true });
      await upload(reference, bytes);
      return reference;
    },
    async get(reference) {
      const answer = await download(reference);
      return answer && Buffer.from(await answer.arrayBuffer());
    },
    async has(reference) {
      const answer = await download(reference);
      await answer?.body?.cancel();
      return answer !== null;
    },
    async remove(reference) {
      const { uploader } = await cloudinary();
      await uploader.destroy(reference, { resource_type: "raw", type: "authenticated", invalidate: true });
      await list().deleteOne({ _id: reference });
    },
    async *list({ since = FIRST, before = LAST }) {
      for await (const file of list().find({ at: { $gte: since, $lt: before } }))
        yield { reference: file._id, at: file.at };
    },
    know,
    removeLeftovers: () => Promise.resolve(0),
  };
}

async function upload(reference: string, bytes: Buffer): Promise<void> {
  const { uploader } = await cloudinary();
  await new Promise<void>((resolve, reject) => {
    const stream = uploader.upload_stream({ ...KIND, public_id: reference }, (error) =>
      error ? reject(new Error(`Cloudinary refused a file: ${error.message}`)) : resolve(),
    );
    stream.end(bytes);
  });
}

async function download(reference: string): Promise<Response | null> {
  const { utils } = await cloudinary();
  const answer = await fetch(utils.private_download_url(reference, "", KIND), { signal: AbortSignal.timeout(15_000) });
  if (answer.status === 404) return null;
  if (!answer.ok) throw new Error(`Cloudinary answered ${answer.status} for a file`);
  return answer;
}

async function know(references: string[]): Promise<void> {
  const known = await list()
    .find({ _id: { $in: references } }, { projection: { _id: 1 } })
    .toArray();
  const missing = new Set(references);
  for (const { _id } of known) missing.delete(_id);
  const at = new Date();
  for (const _id of missing) await list().updateOne({ _id }, { $setOnInsert: { at } }, { upsert: true });
}

function list(): mongoose.mongo.Collection<{ _id: string; at: Date }> {
  const { db } = mongoose.connection;
  if (!db) throw new mongoose.mongo.MongoNotConnectedError("The database is not connected");
  return db.collection(CLOUD_FILES);
}

async function cloudinary(): Promise<typeof v2> {
  return (await import("cloudinary")).v2;
}
