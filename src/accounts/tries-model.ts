import mongoose, { Schema } from "mongoose";

/** How often something was tried, kept in the database for restarts and other processes. The rate-limit library reads and writes it. */
interface TryCount {
  _id: mongoose.Types.ObjectId;
  /** What is counted, and a keyed hash of whom it is counted for. */
  key: string;
  points: number;
  /** By the real clock: when the count starts again at zero. */
  expire: Date | null;
}

const schema = new Schema<TryCount>(
  { key: { type: String, required: true }, points: { type: Number, required: true }, expire: Date },
  { collection: "tries", versionKey: false },
);
schema.index({ key: 1 }, { unique: true });
schema.index({ expire: 1 }, { expireAfterSeconds: 0 });

export const TryCountModel = mongoose.model("TryCount", schema);
