import mongoose, { Schema } from "mongoose";

/**
 * The sums of each day of a month of a counsellor's sessions by the clocks of a zone, so that the figures of years need not read each
 * session. A copy: it can be rebuilt from the appointments at any time.
 */
export interface MonthSums {
  _id: mongoose.Types.ObjectId;
  counsellorId: mongoose.Types.ObjectId;
  zone: string;
  /** Its first calendar day, as that day's midnight in UTC. */
  month: Date;
  /** Another one with each write, so that nobody overwrites sums that were counted later. */
  version: mongoose.Types.ObjectId;
  /** As `writeDays` makes it: years are read at once, and a list of records takes several times as long to read. */
  days: string;
}

const schema = new Schema<MonthSums>(
  {
    counsellorId: { type: Schema.Types.ObjectId, required: true },
    zone: { type: String, required: true },
    month: { type: Date, required: true },
    version: { type: Schema.Types.ObjectId, required: true },
    days: { type: String, required: true },
  },
  { collection: "monthSums", versionKey: false },
);
schema.index({ counsellorId: 1, zone: 1, month: 1 }, { unique: true });

export const MonthSumsModel = mongoose.model("MonthSums", schema);
