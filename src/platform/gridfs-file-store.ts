import mongoose from "mongoose";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { Readable } from "node:stream";
import type { FileStore } from "./file-store.js";

type FileId = mongoose.Types.ObjectId;

/** No file has a name: with it, the index of names and dates that the driver makes is one of dates. */
const NAME = "";
const FILES_AT_ONCE = 1000;

/** Keeps files in the same database as everything else, in GridFS. */
export function createGridfsFileStore(): FileStore {
  return {
    async put(bytes, reference) {
      const id = reference === undefined ? new mongoose.Types.ObjectId() : idOf(reference);
      if (reference !== undefined && (await exists(id))) return reference;
      await pipeline(Readable.from([bytes]), bucket().openUploadStreamWithId(id, NAME));
      return id.toString();
    },
    async get(reference) {
      const id = idOf(reference);
      return (await exists(id)) ? buffer(bucket().openDownloadStream(id)) : null;
    },
    has: (reference) => exists(idOf(reference)),
    remove: (reference) => remove(idOf(reference)),
    async *list({ since, before }) {
      const uploadDate = { ...(since && { $gte: since }), ...(before && { $lt: before }) };
      const files = bucket().find({ filename: NAME, uploadDate }, { projection: { uploadDate: 1 } });
      for await (const { _id, uploadDate: at } of files) yield { reference: _id.toString(), at };
    },
    async removeLeftovers(before) {
      let removed = 0;
      for await (const ids of inLots(idsOfChunks())) removed += await removeFileless(ids, before);
      return removed;
    },
  };
}

/**
 * The second half of a removal can fail, and an upload stores its chunks first: both leave chunks of a file that is not there. An upload
 * that goes on has written a chunk lately.
 */
async function removeFileless(ids: FileId[], before: Date): Promise<number> {
  const files = bucket().find({ _id: { $in: ids } }, { projection: { _id: 1 } });
  const there = new Set((await files.toArray()).map(({ _id }) => _id.toString()));
  let removed = 0;
  for (const id of ids.filter((each) => !there.has(each.toString()))) {
    if (await hasChunkSince(id, before)) continue;
    await remove(id);
    removed += 1;
  }
  return removed;
}

async function hasChunkSince(id: FileId, moment: Date): Promise<boolean> {
  const first = mongoose.Types.ObjectId.createFromTime(Math.floor(moment.getTime() / 1000));
  return (await chunks().findOne({ files_id: id, _id: { $gte: first } }, { projection: { _id: 1 } })) !== null;
}

async function* idsOfChunks(): AsyncIterable<FileId> {
  const files = chunks().aggregate<{ _id: FileId }>([{ $group: { _id: "$files_id" } }]);
  for await (const { _id } of files) yield _id;
}

async function* inLots(ids: AsyncIterable<FileId>): AsyncIterable<FileId[]> {
  let lot: FileId[] = [];
  for await (const id of ids) {
    lot.push(id);
    if (lot.length < FILES_AT_ONCE) continue;
    yield lot;
    lot = [];
  }
  if (lot.length > 0) yield lot;
}

async function exists(id: FileId): Promise<boolean> {
  return bucket()
    .find({ _id: id }, { projection: { _id: 1 } })
    .hasNext();
}

/** The driver removes the chunks, and then complains where there was no file. */
async function remove(id: FileId): Promise<void> {
  try {
    await bucket().delete(id);
  } catch (error) {
    if (!(error instanceof mongoose.mongo.MongoRuntimeError) || !error.message.startsWith("File not found"))
      throw error;
  }
}

function bucket(): mongoose.mongo.GridFSBucket {
  return new mongoose.mongo.GridFSBucket(database(), { bucketName: "files" });
}

function chunks(): mongoose.mongo.Collection<{ _id: FileId; files_id: FileId }> {
  return database().collection("files.chunks");
}

function database(): mongoose.mongo.Db {
  const { db } = mongoose.connection;
  if (!db) throw new mongoose.mongo.MongoNotConnectedError("The database is not connected");
  return db;
}

/** A file that comes from another store keeps the reference that it had there. */
function idOf(reference: string): FileId {
  const isOwn = mongoose.isObjectIdOrHexString(reference);
  return isOwn ? new mongoose.Types.ObjectId(reference) : (reference as unknown as FileId);
}
