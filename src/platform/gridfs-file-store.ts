import mongoose from "mongoose";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { Readable } from "node:stream";
import type { FileStore } from "./file-store.js";

/** Keeps files in the same database as everything else, in GridFS. */
export function createGridfsFileStore(): FileStore {
  return {
    async put(bytes) {
      const upload = bucket().openUploadStream("");
      await pipeline(Readable.from([bytes]), upload);
      return upload.id.toString();
    },
    async get(reference) {
      const id = idOf(reference);
      if (!id || !(await bucket().find({ _id: id }).hasNext())) return null;
      return buffer(bucket().openDownloadStream(id));
    },
    async remove(reference) {
      const id = idOf(reference);
      if (id && (await bucket().find({ _id: id }).hasNext())) await bucket().delete(id);
    },
  };
}

function bucket(): mongoose.mongo.GridFSBucket {
  const { db } = mongoose.connection;
  if (!db) throw new mongoose.mongo.MongoNotConnectedError("The database is not connected");
  return new mongoose.mongo.GridFSBucket(db, { bucketName: "files" });
}

function idOf(reference: string): mongoose.Types.ObjectId | null {
  return mongoose.isObjectIdOrHexString(reference) ? new mongoose.Types.ObjectId(reference) : null;
}
