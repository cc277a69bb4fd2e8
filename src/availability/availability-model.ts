import mongoose, { Schema } from "mongoose";
import { DEFAULTS, type Availability } from "./availability-rules.js";

/** A counsellor's availability as it is stored; its id is the counsellor's. */
export interface StoredAvailability extends Omit<Availability, "zone"> {
  _id: mongoose.Types.ObjectId;
}

const range = new Schema({ from: String, to: String }, { _id: false });

const schema = new Schema<StoredAvailability>(
  {
    weekly: { type: [[range]], required: true },
    overrides: [{ _id: false, date: String, ranges: [range] }],
    slotStepMinutes: { type: Number, default: DEFAULTS.slotStepMinutes },
    bufferMinutes: { type: Number, default: DEFAULTS.bufferMinutes },
    minimumNoticeHours: { type: Number, default: DEFAULTS.minimumNoticeHours },
    bookingWindowDays: { type: Number, default: DEFAULTS.bookingWindowDays },
    offerHours: { type: Number, default: DEFAULTS.offerHours },
    version: { type: Number, default: 1 },
  },
  { collection: "availability", versionKey: false },
);

export const AvailabilityModel = mongoose.model("Availability", schema);
