import type mongoose from "mongoose";

interface Format {
  _id: "healspace";
  /** The number of the last step that has run. */
  number: number;
  done: { number: number; what: string; at: Date }[];
}

const collectionIn = (db: mongoose.mongo.Db): mongoose.mongo.Collection<Format> => db.collection("format");

/** The number of the format that the database has; null in one from before formats were numbered, and in an empty one. */
export async function readFormat(db: mongoose.mongo.Db): Promise<number | null> {
  const format = await collectionIn(db).findOne({ _id: "healspace" });
  return format?.number ?? null;
}

/** Throws an error with a message to show if the database has a newer format than the newest that this version knows. */
export function ensureKnown(format: number | null, newest: number): void {
  if (format === null || format <= newest) return;
  throw new Error(
    `This database was written by a newer version of HealSpace (format ${format}; this version knows ${newest}). ` +
      "Start that version, or restore a backup from before it.",
  );
}

/** Stores the format that the database has reached, and when. */
export async function writeFormat(
  db: mongoose.mongo.Db,
  { number, what }: { number: number; what: string },
  at: Date,
): Promise<void> {
  const done = { number, what, at };
  await collectionIn(db).updateOne({ _id: "healspace" }, { $max: { number }, $push: { done } }, { upsert: true });
}
