import mongoose, { Schema } from "mongoose";
import { sealedIn, sealedShape } from "../platform/sealed-shape.js";
import type { Place, Sealed } from "../platform/secrets.js";
import { REASONS, type ReportReason } from "./report-rules.js";

/** A report of a conversation by one of its two people: who, when and why, but nothing that was written in it. */
export interface Report {
  _id: mongoose.Types.ObjectId;
  conversationId: mongoose.Types.ObjectId;
  reporterId: mongoose.Types.ObjectId;
  reportedId: mongoose.Types.ObjectId;
  reason: ReportReason;
  at: Date;
  /** The admin who handles it. */
  handling?: { by: mongoose.Types.ObjectId; at: Date };
  /** The admin who closed it. */
  closed?: { by: mongoose.Types.ObjectId; at: Date };
  /** The admin's remark on the outcome; kept when it is reported again. */
  remark?: Sealed;
}

const byAdmin = { _id: false, by: Schema.Types.ObjectId, at: Date };

const schema = new Schema<Report>(
  {
    conversationId: { type: Schema.Types.ObjectId, required: true },
    reporterId: { type: Schema.Types.ObjectId, required: true },
    reportedId: { type: Schema.Types.ObjectId, required: true },
    reason: { type: String, enum: Object.keys(REASONS), required: true },
    at: { type: Date, required: true },
    handling: { type: byAdmin, default: undefined },
    closed: { type: byAdmin, default: undefined },
    remark: { type: sealedShape, default: undefined },
  },
  { collection: "reports", versionKey: false },
);
schema.index({ conversationId: 1, reporterId: 1, reason: 1 }, { unique: true });
schema.index({ at: -1, _id: -1 });
schema.index({ "closed.at": 1, at: -1, _id: -1 });

export const ReportModel = mongoose.model("Report", schema);

const placeOf = sealedIn("reports");

/** Where an admin's remark is sealed. */
export const remarkPlace = (id: { toString(): string }): Place => placeOf({ _id: id }, "remark");
