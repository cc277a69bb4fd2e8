import mongoose, { Schema } from "mongoose";
import { keepAppendOnly } from "../platform/append-only.js";
import { EVENTS, type EventName } from "./event-rules.js";

/** One entry of the audit log: who did what to whom, and when. Only added; it never holds anything said or written. */
export interface AuditEvent {
  _id: mongoose.Types.ObjectId;
  at: Date;
  what: EventName;
  /** Who did it; absent where the site or a command did. */
  by?: mongoose.Types.ObjectId;
  /** The account that it was done to, if any. */
  account?: mongoose.Types.ObjectId;
  /** Which part was concerned, such as "privacy, version 3". */
  detail?: string;
}

const schema = new Schema<AuditEvent>(
  {
    at: { type: Date, required: true },
    what: { type: String, enum: Object.keys(EVENTS), required: true },
    by: Schema.Types.ObjectId,
    account: Schema.Types.ObjectId,
    detail: { type: String, maxlength: 200 },
  },
  { collection: "auditEvents", versionKey: false },
);
schema.index({ at: -1, _id: -1 });
schema.index({ what: 1, at: -1 });
schema.index({ account: 1, at: -1 }, { sparse: true });
schema.index({ by: 1, at: -1 }, { sparse: true });

keepAppendOnly(schema, "audit log");

export const AuditEventModel = mongoose.model("AuditEvent", schema);
