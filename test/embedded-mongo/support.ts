import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import mongoose from "mongoose";
import { listeningPlace } from "../../src/embedded-mongo/data-folder/listening-place.js";
import { Engine } from "../../src/embedded-mongo/engine.js";
import { WireServer } from "../../src/embedded-mongo/server/server.js";
import { freshDatabaseUri } from "../support/database.js";
import { startEmbeddedMongo, type EmbeddedMongo } from "../../src/embedded-mongo/start.js";

export const { MongoClient, MongoServerError, ObjectId, GridFSBucket, Long, Double, Int32, Decimal128, Binary } =
  mongoose.mongo;
export type Db = mongoose.mongo.Db;
export type Client = mongoose.mongo.MongoClient;
export type Doc = mongoose.mongo.Document;

/** A command without an answer fails its test soon, and a broken connection at once. */
const impatient = { socketTimeoutMS: 5000, retryReads: false };

/** A server of one test file, with a connected client. */
export interface Running {
  folder: string;
  mongo: EmbeddedMongo;
  client: Client;
  db: Db;
}

/**
 * A server for a block's tests, each of which finds an empty database: the embedded one, or the one that `npm run test:mongo` runs on,
 * so that someone else's code says whether both answer alike.
 */
export function withAnyServer(): Pick<Running, "client" | "db"> {
  if (!process.env.ON_OTHER_MONGO) return withServer();
  const running = {} as Running;
  before(async () => (running.client = await new MongoClient(process.env.MONGODB_URI!, impatient).connect()));
  // Each has another name: DocumentDB's connections know for a while of collections that are gone.
  beforeEach(() => void (running.db = running.client.db(path.basename(new URL(freshDatabaseUri()).pathname))));
  afterEach(() => running.db.dropDatabase());
  after(() => running.client.close());
  return running;
}

/** Starts a server before a block's tests and stops it after them. Each test finds an empty database. */
export function withServer(): Running {
  const running = {} as Running;
  const strange: Doc[] = [];
  before(async () => {
    running.folder = await newFolder();
    running.mongo = await startEmbeddedMongo({ folder: running.folder, noSync: true });
    const client = new MongoClient(running.mongo.uri, { ...impatient, monitorCommands: true });
    client.on("commandSucceeded", ({ reply }) => void (Number((reply as Doc).ok) === 1 || strange.push(reply as Doc)));
    running.client = await client.connect();
  });
  beforeEach(async () => {
    running.db = running.client.db("test");
    await running.db.dropDatabase();
  });
  afterEach(() => expect(strange.splice(0), "replies without ok: 1").to.deep.equal([]));
  after(async () => {
    await running.client.close();
    await running.mongo.stop();
    await rm(running.folder, { recursive: true, force: true });
  });
  return running;
}

/** A new empty folder. */
export function newFolder(): Promise<string> {
  return mkdtemp(path.join(tmpdir(), "embedded-mongo-"));
}

/** The server without its thread and its timers: the test decides when housekeeping runs, and at what time. */
export interface RunningEngine {
  engine: Engine;
  client: Client;
  db: Db;
  close(): Promise<void>;
}

/** Starts a server in this thread on a folder's database. */
export async function startEngine(folder: string): Promise<RunningEngine> {
  const engine = new Engine(folder, true);
  const server = new WireServer(engine);
  const place = listeningPlace(folder);
  const port = await server.listen(place.options);
  const client = await new MongoClient(`mongodb://${place.address(port)}`, impatient).connect();
  const close = async (): Promise<void> => {
    await client.close();
    await server.close();
    await engine.close();
  };
  return { engine, client, db: client.db("test"), close };
}

/** Runs `use` with a client of its own, which gives up `patience` milliseconds after it lost the server. */
export async function connected<T>(uri: string, use: (client: Client) => Promise<T>, patience = 5000): Promise<T> {
  const client = await new MongoClient(uri, { ...impatient, serverSelectionTimeoutMS: patience }).connect();
  try {
    return await use(client);
  } finally {
    await client.close();
  }
}

/** Expects the server to refuse with this code, and returns its error. */
export async function refusal(attempt: Promise<unknown>, code: number): Promise<mongoose.mongo.MongoServerError> {
  const error: unknown = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).to.be.instanceOf(MongoServerError);
  expect((error as { code: number }).code, String(error)).to.equal(code);
  return error as mongoose.mongo.MongoServerError;
}
