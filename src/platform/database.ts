import mongoose from "mongoose";
import { databaseUri, findRunningMongo, startEmbeddedMongo } from "../embedded-mongo/start.js";
import type { Env } from "./env.js";

export { buildAllIndexes, connectDatabase, connectModels, disconnectModels } from "./connect.js";

const PING_MS = 3000;

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

/** Whether no server that takes writes can be reached. Asks nobody: the driver watches them all the time. */
export function databaseIsAway(): boolean {
  return mongoose.connection.readyState !== mongoose.ConnectionStates.connected;
}

/** Whether the database answers within three seconds. */
export async function databaseAnswers(): Promise<boolean> {
  try {
    // The driver's own `timeoutMS` does not limit how long a second attempt waits for a server.
    await mongoose.connection.db?.command({ ping: 1 }, { signal: AbortSignal.timeout(PING_MS) });
    return !databaseIsAway();
  } catch {
    return false;
  }
}

/** Calls `listener` for each command that is sent to the database. */
export function onDatabaseTrip(listener: () => void): void {
  mongoose.connection.getClient().on("connectionCheckedOut", listener);
}

/** Whether an error says that a unique index refused a write; with `field`, that the index holds that field. */
export function isDuplicate(error: unknown, field?: string): boolean {
  const refused = error instanceof mongoose.mongo.MongoServerError && error.code === 11000;
  if (!refused || !field) return refused;
  return Object.keys((error.keyPattern as object | undefined) ?? {}).includes(field);
}
