import mongoose, { Schema } from "mongoose";

/** What happened in one month: sessions by their start, accounts by when they were created. */
export interface MonthCounts {
  label: string;
  short: string;
  held: number;
  cancelled: number;
  accounts: number;
}

/** The site's totals as they were counted: one record, whose `_id` is always the same. */
export interface Totals {
  _id: "totals";
  /** When they were counted. */
  at: Date;
  groups: { heading: string; counts: { name: string; count: number }[] }[];
  /** The last twelve, the earliest first. */
  months: MonthCounts[];
}

const count = { type: Number, required: true };
const month = { _id: false, label: String, short: String, held: count, cancelled: count, accounts: count };

const schema = new Schema<Totals>(
  {
    _id: { type: String, enum: ["totals"], required: true },
    at: { type: Date, required: true },
    groups: [{ _id: false, heading: String, counts: [{ _id: false, name: String, count }] }],
    months: [month],
  },
  { collection: "totals", versionKey: false },
);

export const TotalsModel = mongoose.model("Totals", schema);
