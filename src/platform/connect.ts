import { setTimeout as wait } from "node:timers/promises";
import mongoose from "mongoose";
import { buildIndexes } from "./indexes.js";
import type { Log } from "./log.js";
import { ensureServer, ServerTooOld } from "./server-version.js";

/** An election takes up to twelve seconds. A page that waits says so earlier (`web/answer-away`). */
const SELECT_MS = 15_000;
const START_WITHIN_MS = 60_000;
const TRY_AGAIN_MS = 1000;
/** Codes of a server that does not let this process in; it will not do so later either. */
const SHUT_OUT = [13, 18, 8000];

/**
 * Connects mongoose. Waits up to a minute for a database that does not answer, and says so in the log. Writes wait until a majority
 * of a replica set has them on disk. Throws an error with a message to show.
 */
export async function connectDatabase(uri: string, log?: Log): Promise<mongoose.mongo.Db> {
  mongoose.set("sanitizeFilter", true);
  mongoose.set("strictQuery", "throw");
  mongoose.set("bufferCommands", false);
  const giveUpAt = Date.now() + START_WITHIN_MS;
  for (;;) {
    try {
      await mongoose.connect(uri, options(uri, Math.min(SELECT_MS, giveUpAt - Date.now())));
      const db = mongoose.connection.db!;
      await ensureServer(db);
      return db;
    } catch (error) {
      await mongoose.disconnect();
      refuseHopeless(error);
      const seconds = Math.round((giveUpAt - Date.now()) / 1000);
      if (seconds < 1) throw new Error("HealSpace did not reach its database within a minute. Check MONGODB_URI.");
      log?.warn({ seconds }, "the database does not answer yet; trying again for as many seconds");
      await wait(TRY_AGAIN_MS);
    }
  }
}

/** Connects mongoose and builds every index that the models have. */
export async function connectModels(uri: string): Promise<void> {
  await connectDatabase(uri);
  await buildAllIndexes();
}

/** Builds every index that the models have and the database does not. */
export async function buildAllIndexes(): Promise<void> {
  await Promise.all(Object.values(mongoose.models).map(buildIndexes));
}

export async function disconnectModels(): Promise<void> {
  await mongoose.disconnect();
}

function options(uri: string, serverSelectionTimeoutMS: number): mongoose.ConnectOptions {
  return {
    ...(!namesDatabase(uri) && { dbName: "healspace" }),
    w: "majority",
    journal: true,
    readPreference: "primary",
    serverSelectionTimeoutMS,
    socketTimeoutMS: 20_000,
    autoCreate: false,
    autoIndex: false,
    promoteBuffers: true,
    appName: "healspace",
  };
}

const namesDatabase = (uri: string): boolean => /^[^:]+:\/\/[^/?]+\/[^?]/.test(uri);

/** Throws a sentence for what waiting does not mend; never the driver's own, which may repeat parts of the address. */
function refuseHopeless(error: unknown): void {
  const { MongoParseError, MongoServerError, MongoInvalidArgumentError } = mongoose.mongo;
  if (error instanceof ServerTooOld) throw error;
  if (error instanceof MongoParseError || error instanceof MongoInvalidArgumentError)
    throw new Error("MONGODB_URI is not an address of a MongoDB server.");
  if (error instanceof MongoServerError && SHUT_OUT.includes(Number(error.code)))
    throw new Error("The database does not accept the name and password in MONGODB_URI.");
}
