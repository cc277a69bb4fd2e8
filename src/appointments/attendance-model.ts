import mongoose, { Schema } from "mongoose";
import type { Party } from "../protocol/messages.js";

/** One arrival or departure. Append-only: this is the evidence of who attended. */
export interface Attendance {
  _id: mongoose.Types.ObjectId;
  appointmentId: mongoose.Types.ObjectId;
  accountId: mongoose.Types.ObjectId;
  role: Party;
  what: "joined" | "left";
  at: Date;
  /** For a departure: the arrival that it ends; unique, so that each ends once. */
  ends?: mongoose.Types.ObjectId;
}

const schema = new Schema<Attendance>(
  {
    appointmentId: { type: Schema.Types.ObjectId, required: true },
    accountId: { type: Schema.Types.ObjectId, required: true },
    role: { type: String, required: true },
    what: { type: String, required: true },
    at: { type: Date, required: true },
    ends: Schema.Types.ObjectId,
  },
  { collection: "attendance", versionKey: false },
);
schema.index({ appointmentId: 1, at: 1 });
schema.index({ ends: 1 }, { unique: true, partialFilterExpression: { ends: { $exists: true } } });

export const AttendanceModel = mongoose.model("Attendance", schema);
