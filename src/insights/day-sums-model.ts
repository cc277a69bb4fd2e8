import mongoose, { Schema } from "mongoose";
import type { DaySums } from "./day-rules.js";

/**
 * The sums of one day of a counsellor's sessions by the clocks of a zone, so that the figures of years need not read each session. A
 * copy: it can be rebuilt from the appointments at any time.
 */
export interface StoredDaySums extends Omit<DaySums, "clients"> {
  _id: mongoose.Types.ObjectId;
  counsellorId: mongoose.Types.ObjectId;
  zone: string;
  /** Another one with each write, so that nobody overwrites sums that were counted later. */
  version: mongoose.Types.ObjectId;
  /** Their ids, with a space between two: years of days are read at once, and a list takes several times as long to read. */
  clients: string;
}

const count = { type: Number, required: true } as const;

const schema = new Schema<StoredDaySums>(
  {
    counsellorId: { type: Schema.Types.ObjectId, required: true },
    zone: { type: String, required: true },
    day: { type: Date, required: true },
    version: { type: Schema.Types.ObjectId, required: true },
    attended: count,
    cancelledByClient: count,
    cancelledByCounsellor: count,
    notAttended: count,
    minutes: count,
    earned: count,
    refunded: count,
    hours: [Number],
    notice: [Number],
    clients: { type: String, default: "" },
  },
  { collection: "daySums", versionKey: false },
);
schema.index({ counsellorId: 1, zone: 1, day: 1 }, { unique: true });

export const DaySumsModel = mongoose.model("DaySums", schema);
