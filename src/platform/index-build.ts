import { setTimeout as wait } from "node:timers/promises";
import type mongoose from "mongoose";
import { isDatabaseAway } from "./database-away.js";
import { Unavailable } from "./errors.js";
import { findMissingIndexes, type MissingIndexes } from "./indexes.js";
import { withLease } from "./lease.js";
import type { Log } from "./log.js";
import { whyNotBuilt } from "./why-not-built.js";

const TRY_AGAIN_MS = 1000;

/** What changes records of a collection. */
const WRITES = [
  "insertOne",
  "insertMany",
  "updateOne",
  "updateMany",
  "replaceOne",
  "deleteOne",
  "deleteMany",
  "findOneAndUpdate",
  "findOneAndReplace",
  "findOneAndDelete",
  "bulkWrite",
] as const;

/**
 * Begins to build the indexes that the models have and the database does not. Until those that keep something unique stand, every
 * write of their models throws Unavailable. `built` rejects with a message to show for an index that cannot be built.
 */
export async function beginIndexes(
  db: mongoose.mongo.Db,
  models: mongoose.Model<unknown>[],
  log: Log,
): Promise<{ built: Promise<void> }> {
  const missing = await findMissingIndexes(db, models);
  if (missing.length === 0) return { built: Promise.resolve() };
  for (const { model, indexes } of missing) if (indexes.some(({ unique }) => unique)) holdWrites(model);
  const onWaiting = (): void => log.info("waiting for another process to build indexes");
  const built = withLease(db, "indexes", onWaiting, () => buildAll(db, missing, log));
  // Awaiting `built` later still throws the error.
  built.catch(() => undefined);
  return { built };
}

async function buildAll(db: mongoose.mongo.Db, missing: MissingIndexes[], log: Log): Promise<void> {
  const old = missing.filter(({ isNew }) => !isNew);
  let left = old.length;
  const outcomes = await Promise.allSettled(
    missing.map(async (one) => {
      const collection = one.model.collection.collectionName;
      if (!one.isNew) log.info({ collection, indexes: one.indexes.map(({ name }) => name) }, "building indexes");
      await build(db, one, log);
      allowWrites(one.model);
      if (!one.isNew) log.info({ collection, left: (left -= 1) }, "indexes are built");
    }),
  );
  for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
}

/** Asks again for as long as the database is busy with it or away: a server carries on with a build that was asked for before. */
async function build(db: mongoose.mongo.Db, { model, indexes }: MissingIndexes, log: Log): Promise<void> {
  const { collectionName: collection } = model.collection;
  for (;;) {
    try {
      await model.collection.createIndexes(indexes);
      return;
    } catch (error) {
      if (!isDatabaseAway(error)) throw await whyNotBuilt(db.collection(collection), indexes, error);
      log.info({ collection }, "still building indexes");
      await wait(TRY_AGAIN_MS);
    }
  }
}

/** Every write of a model goes through these methods of its collection. */
function holdWrites({ collection }: mongoose.Model<unknown>): void {
  const refuse = (): Promise<never> =>
    Promise.reject(
      new Unavailable("We are updating HealSpace, so this cannot be saved yet. Please try again in a few minutes."),
    );
  for (const write of WRITES) Object.assign(collection, { [write]: refuse });
}

function allowWrites({ collection }: mongoose.Model<unknown>): void {
  for (const write of WRITES) Reflect.deleteProperty(collection, write);
}
