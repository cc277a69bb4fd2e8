import mongoose from "mongoose";
import { RESTORES } from "./collections.js";
import { Refused } from "./refused.js";

type Db = mongoose.mongo.Db;
type Mark = { _id: "unfinished"; by: mongoose.Types.ObjectId };

/** Notes that a restore begins, and returns its mark. Throws Refused when another has begun. */
export async function markRestore(db: Db): Promise<mongoose.Types.ObjectId> {
  const by = new mongoose.Types.ObjectId();
  try {
    await db.collection<Mark>(RESTORES).insertOne({ _id: "unfinished", by }, { writeConcern: { w: "majority" } });
    return by;
  } catch (error) {
    if ((error as { code?: number }).code === 11000) throw halfRestored(db);
    throw error;
  }
}

/** Notes that a restore is complete. */
export async function unmarkRestore(db: Db, by: mongoose.Types.ObjectId): Promise<void> {
  await db.collection<Mark>(RESTORES).deleteOne({ _id: "unfinished", by }, { writeConcern: { w: "majority" } });
}

/** Throws Refused when a restore into this database has begun and not finished. */
export async function refuseHalfRestored(db: Db): Promise<void> {
  if (await db.collection<Mark>(RESTORES).findOne({ _id: "unfinished" })) throw halfRestored(db);
}

const halfRestored = (db: Db): Refused =>
  new Refused(
    `A restore into the database "${db.databaseName}" is under way, or was interrupted. If none is running, drop that database ` +
      "(the embedded one: delete the folder `database` in DATA_DIR, but keep `secrets.json`) and restore again.",
  );
