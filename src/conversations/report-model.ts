import mongoose, { Schema } from "mongoose";
import { REASONS, type ReportReason } from "./report-rules.js";

/** That one of its two people reported a conversation, and for what; nothing of what was said in it. */
export interface Report {
  _id: mongoose.Types.ObjectId;
  conversationId: mongoose.Types.ObjectId;
  reporterId: mongoose.Types.ObjectId;
  reportedId: mongoose.Types.ObjectId;
  reason: ReportReason;
  at: Date;
}

const schema = new Schema<Report>(
  {
    conversationId: { type: Schema.Types.ObjectId, required: true },
    reporterId: { type: Schema.Types.ObjectId, required: true },
    reportedId: { type: Schema.Types.ObjectId, required: true },
    reason: { type: String, enum: Object.keys(REASONS), required: true },
    at: { type: Date, required: true },
  },
  { collection: "reports", versionKey: false },
);
schema.index({ conversationId: 1, reporterId: 1, reason: 1 }, { unique: true });
schema.index({ at: -1 });

export const ReportModel = mongoose.model("Report", schema);
