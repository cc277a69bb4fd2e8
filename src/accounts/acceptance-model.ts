import mongoose, { Schema } from "mongoose";
import { ACCEPTED_TEXTS, type AcceptedText } from "../site/text-versions-rules.js";

/** That the owner of an account accepted one version of one text. Added, never changed. */
export interface Acceptance {
  _id: mongoose.Types.ObjectId;
  accountId: mongoose.Types.ObjectId;
  kind: AcceptedText;
  /** 0 is the starter text. */
  version: number;
  at: Date;
}

const schema = new Schema<Acceptance>(
  {
    accountId: { type: Schema.Types.ObjectId, required: true },
    kind: { type: String, enum: ACCEPTED_TEXTS, required: true },
    version: { type: Number, required: true },
    at: { type: Date, required: true },
  },
  { collection: "acceptances", versionKey: false },
);
schema.index({ accountId: 1, kind: 1, version: 1 }, { unique: true });

export const AcceptanceModel = mongoose.model("Acceptance", schema);
