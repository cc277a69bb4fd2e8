import mongoose, { Schema } from "mongoose";
import { GRADES, type CheckResult } from "./check-rules.js";

/** The latest check that a client shares with their counsellors; its id is the id of their account. */
export interface SharedCheck extends CheckResult {
  _id: mongoose.Types.ObjectId;
  at: Date;
}

const schema = new Schema<SharedCheck>(
  {
    camera: { type: Boolean, required: true },
    microphone: { type: Boolean, required: true },
    connection: { type: String, enum: GRADES, required: true },
    at: { type: Date, required: true },
  },
  { collection: "deviceChecks", versionKey: false },
);

export const DeviceCheckModel = mongoose.model("DeviceCheck", schema);
