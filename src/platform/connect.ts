import { setTimeout as wait } from "node:timers/promises";
import mongoose from "mongoose";
import { buildIndexes } from "./indexes.js";
import type { Log } from "./log.js";
import { ensureServer, ServerTooOld } from "./server-version.js";

/** An election takes up to twelve seconds. A page that waits says so earlier (`web/answer-away`). */
const SELECT_MS = 15_000;
/** Also how long the driver waits for a server that it watches: one that stands still is away 20 seconds later at most. */
const CONNECT_MS = 10_000;
const START_WITHIN_MS = 60_000;
const SAY_EVERY_MS = 3000;
const TRY_AGAIN_MS = 1000;
/** Names of the driver's errors about an address; their classes come from several packages. */
const UNREADABLE = ["MongoParseError", "MongoAPIError", "MongoRuntimeError", "MongoInvalidArgumentError"];
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
  const secondsLeft = (): number => Math.round((giveUpAt - Date.now()) / 1000);
  const saying = setInterval(
    () => log?.warn({ seconds: secondsLeft() }, "the database does not answer yet; waiting"),
    SAY_EVERY_MS,
  );
  try {
    while (!(await tryToConnect(uri))) {
      if (secondsLeft() < 1)
        throw new Error("HealSpace could not reach its database within a minute. Check MONGODB_URI.");
      await wait(TRY_AGAIN_MS);
    }
  } finally {
    clearInterval(saying);
  }
  return mongoose.connection.db!;
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

function options(uri: string): mongoose.ConnectOptions {
  return {
    ...(!namesDatabase(uri) && { dbName: "healspace" }),
    w: "majority",
    journal: true,
    readPreference: "primary",
    serverSelectionTimeoutMS: SELECT_MS,
    socketTimeoutMS: 20_000,
    connectTimeoutMS: CONNECT_MS,
    autoCreate: false,
    autoIndex: false,
    promoteBuffers: true,
    appName: "healspace",
  };
}

const namesDatabase = (uri: string): boolean => /^[^:]+:\/\/[^/?]+\/[^?]/.test(uri);

/** Whether the database lets itself be reached. Throws an error with a message to show where waiting is in vain. */
async function tryToConnect(uri: string): Promise<boolean> {
  try {
    await mongoose.connect(uri, options(uri));
    await ensureServer(mongoose.connection.db!);
    return true;
  } catch (error) {
    await mongoose.disconnect();
    refuseHopeless(error);
    return false;
  }
}

/** Throws a sentence for what waiting does not mend; never the driver's own, which may repeat parts of the address. */
function refuseHopeless(error: unknown): void {
  const { MongoServerError } = mongoose.mongo;
  if (error instanceof ServerTooOld) throw error;
  if (error instanceof Error && UNREADABLE.includes(error.name))
    throw new Error("MONGODB_URI is not an address of a MongoDB server.");
  if (error instanceof MongoServerError && SHUT_OUT.includes(Number(error.code)))
    throw new Error("The database does not accept the name and password in MONGODB_URI.");
}
