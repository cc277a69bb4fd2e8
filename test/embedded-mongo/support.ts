import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import mongoose from "mongoose";
import { startEmbeddedMongo, type EmbeddedMongo } from "../../src/embedded-mongo/start.js";

export const { MongoClient, MongoServerError, ObjectId, GridFSBucket, Long, Double, Int32, Decimal128, Binary } =
  mongoose.mongo;
export type Db = mongoose.mongo.Db;
export type Client = mongoose.mongo.MongoClient;
export type Doc = mongoose.mongo.Document;

/** A server of this test file's own, with a client that is connected to it. */
export interface Running {
  folder: string;
  mongo: EmbeddedMongo;
  client: Client;
  db: Db;
}

/** Starts a server before the tests of a block, and stops it behind them. Each test finds an empty database. */
export function withServer(): Running {
  const running = {} as Running;
  before(async () => {
    running.folder = await mkdtemp(path.join(tmpdir(), "embedded-mongo-"));
    running.mongo = await startEmbeddedMongo({ folder: running.folder });
    running.client = await new MongoClient(running.mongo.uri).connect();
  });
  beforeEach(async () => {
    running.db = running.client.db("test");
    await running.db.dropDatabase();
  });
  after(async () => {
    await running.client.close();
    await running.mongo.stop();
    await rm(running.folder, { recursive: true, force: true });
  });
  return running;
}

/** Expects a server's refusal with this code, and returns it. */
export async function refusal(attempt: Promise<unknown>, code: number): Promise<mongoose.mongo.MongoServerError> {
  const error: unknown = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).to.be.instanceOf(MongoServerError);
  expect((error as { code: number }).code, String(error)).to.equal(code);
  return error as mongoose.mongo.MongoServerError;
}
