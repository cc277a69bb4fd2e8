import mongoose from "mongoose";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { Readable } from "node:stream";
import { FIRST, LAST, type FileStore } from "./file-store.js";

type Db = mongoose.mongo.Db;
type FileId = mongoose.Types.ObjectId;
type Chunk = { _id: FileId; files_id: FileId };

/** No file has a name: with it, the index of names and dates that the driver makes is one of dates. */
const NAME = "";
const FILES_AT_ONCE = 1000;

/** Keeps files in the same database as everything else, in GridFS. `database`: another one than the site's own. */
export function createGridfsFileStore(database: () => Db = siteDatabase): FileStore {
  return {
    async put(bytes, reference) {
      const bucket = bucketIn(database());
      const id = reference === undefined ? new mongoose.Types.ObjectId() : idOf(reference);
      if (reference !== undefined && (await exists(bucket, id))) return reference;
      await pipeline(Readable.from([bytes]), bucket.openUploadStreamWithId(id, NAME));
      return id.toString();
    },
    async get(reference) {
      const bucket = bucketIn(database());
      const id = idOf(reference);
      return (await exists(bucket, id)) ? buffer(bucket.openDownloadStream(id)) : null;
    },
    has: (reference) => exists(bucketIn(database()), idOf(reference)),
    remove: (reference) => remove(bucketIn(database()), idOf(reference)),
    async *list({ since = FIRST, before = LAST }) {
      const uploadDate = { $gte: since, $lt: before };
      const files = bucketIn(database()).find({ filename: NAME, uploadDate }, { projection: { uploadDate: 1 } });
      for await (const { _id, uploadDate: at } of files) yield { reference: _id.toString(), at };
    },
    async removeLeftovers(before) {
      const chunks = database().collection<Chunk>("files.chunks");
      let removed = 0;
      for await (const ids of inLots(idsOf(chunks)))
        removed += await removeFileless(bucketIn(database()), chunks, ids, before);
      return removed;
    },
  };
}

/**
 * The second half of a removal can fail, and an upload stores its chunks first: both leave chunks of a file that is not there. An upload
 * that goes on has written a chunk lately.
 */
async function removeFileless(
  bucket: mongoose.mongo.GridFSBucket,
  chunks: mongoose.mongo.Collection<Chunk>,
  ids: FileId[],
  before: Date,
): Promise<number> {
  const files = await bucket.find({ _id: { $in: ids } }, { projection: { _id: 1 } }).toArray();
  const there = new Set(files.map(({ _id }) => _id.toString()));
  const firstId = mongoose.Types.ObjectId.createFromTime(Math.floor(before.getTime() / 1000));
  let removed = 0;
  for (const id of ids.filter((each) => !there.has(each.toString()))) {
    if (await chunks.findOne({ files_id: id, _id: { $gte: firstId } }, { projection: { _id: 1 } })) continue;
    await remove(bucket, id);
    removed += 1;
  }
  return removed;
}

async function* idsOf(chunks: mongoose.mongo.Collection<Chunk>): AsyncIterable<FileId> {
  for await (const { _id } of chunks.aggregate<{ _id: FileId }>([{ $group: { _id: "$files_id" } }])) yield _id;
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

async function exists(bucket: mongoose.mongo.GridFSBucket, id: FileId): Promise<boolean> {
  return bucket.find({ _id: id }, { projection: { _id: 1 } }).hasNext();
}

/** The driver removes the chunks, and then complains where there was no file. */
async function remove(bucket: mongoose.mongo.GridFSBucket, id: FileId): Promise<void> {
  try {
    await bucket.delete(id);
  } catch (error) {
    if (!(error instanceof mongoose.mongo.MongoRuntimeError) || !error.message.startsWith("File not found"))
      throw error;
  }
}

function bucketIn(database: Db): mongoose.mongo.GridFSBucket {
  return new mongoose.mongo.GridFSBucket(database, { bucketName: "files" });
}

function siteDatabase(): Db {
  const { db } = mongoose.connection;
  if (!db) throw new mongoose.mongo.MongoNotConnectedError("The database is not connected");
  return db;
}

/** A file that comes from another store keeps the reference that it had there. */
function idOf(reference: string): FileId {
  const isOwn = mongoose.isObjectIdOrHexString(reference);
  return isOwn ? new mongoose.Types.ObjectId(reference) : (reference as unknown as FileId);
}
