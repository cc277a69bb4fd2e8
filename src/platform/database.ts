import mongoose from "mongoose";
import { databaseUri, findRunningMongo, startEmbeddedMongo } from "../embedded-mongo/start.js";
import type { Env } from "./env.js";
import { buildIndexes } from "./indexes.js";

export interface Database {
  uri: string;
  stop(): Promise<void>;
}

/** The database that MONGODB_URI names, or else the embedded one in the data folder. */
export async function openDatabase(env: Env): Promise<Database> {
  if (env.MONGODB_URI) return { uri: env.MONGODB_URI, stop: () => Promise.resolve() };
  const embedded = await startEmbeddedMongo({ folder: env.DATA_DIR });
  return { uri: databaseUri(embedded, "healspace"), stop: () => embedded.stop() };
}

/** The same for a command beside the site: an embedded database that a running site has opened is used with it. */
export async function reachDatabase(env: Env): Promise<Database> {
  const running = env.MONGODB_URI ? null : await findRunningMongo(env.DATA_DIR);
  if (!running) return openDatabase(env);
  return { uri: databaseUri(running, "healspace"), stop: () => Promise.resolve() };
}

/** Connects mongoose and builds every index that the models have. */
export async function connectModels(uri: string): Promise<void> {
  await connectDatabase(uri);
  await buildAllIndexes();
}

/** Connects mongoose. A query that cannot reach the database fails within about three seconds instead of waiting. */
export async function connectDatabase(uri: string): Promise<mongoose.mongo.Db> {
  mongoose.set("sanitizeFilter", true);
  mongoose.set("strictQuery", "throw");
  mongoose.set("bufferCommands", false);
  await mongoose.connect(uri, {
    serverSelectionTimeoutMS: 3000,
    socketTimeoutMS: 20_000,
    autoCreate: false,
    autoIndex: false,
    promoteBuffers: true,
    appName: "healspace",
  });
  return mongoose.connection.db!;
}

/** Builds every index that the models have, so that what must be unique is guarded. */
export async function buildAllIndexes(): Promise<void> {
  await Promise.all(Object.values(mongoose.models).map(buildIndexes));
}

export async function disconnectModels(): Promise<void> {
  await mongoose.disconnect();
}

/** Whether the database answers right now. */
export async function databaseAnswers(): Promise<boolean> {
  try {
    await mongoose.connection.db?.admin().ping();
    return mongoose.connection.readyState === mongoose.ConnectionStates.connected;
  } catch {
    return false;
  }
}

/** Calls `listener` for each command that is sent to the database. */
export function onDatabaseTrip(listener: () => void): void {
  mongoose.connection.getClient().on("connectionCheckedOut", listener);
}

/** Whether an error says that the database could not be reached, rather than that it refused something. */
export function isDatabaseAway(error: unknown): boolean {
  return (
    error instanceof mongoose.mongo.MongoNetworkError ||
    error instanceof mongoose.mongo.MongoServerSelectionError ||
    error instanceof mongoose.mongo.MongoNotConnectedError ||
    error instanceof mongoose.mongo.MongoTopologyClosedError ||
    error instanceof mongoose.mongo.MongoExpiredSessionError ||
    (error instanceof mongoose.Error && /before initial connection|buffering timed out/.test(error.message))
  );
}

/** Whether an error says that a unique index refused a write; with `field`, that the index holds that field. */
export function isDuplicate(error: unknown, field?: string): boolean {
  const refused = error instanceof mongoose.mongo.MongoServerError && error.code === 11000;
  if (!refused || !field) return refused;
  return Object.keys((error.keyPattern as object | undefined) ?? {}).includes(field);
}
