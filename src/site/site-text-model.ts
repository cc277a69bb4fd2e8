import mongoose, { Schema } from "mongoose";
import { TEXT_KINDS, type SiteTextKind } from "./site-texts-rules.js";

/** One version of a site text, in Markdown. Versions are added, never changed. */
export interface SiteText {
  _id: mongoose.Types.ObjectId;
  kind: SiteTextKind;
  /** From 1. Version 0 is the starter text, which is not stored. */
  version: number;
  markdown: string;
  at: Date;
  by: mongoose.Types.ObjectId;
}

const schema = new Schema<SiteText>(
  {
    kind: { type: String, enum: TEXT_KINDS, required: true },
    version: { type: Number, required: true },
    markdown: { type: String, required: true },
    at: { type: Date, required: true },
    by: { type: Schema.Types.ObjectId, required: true },
  },
  { collection: "siteTexts", versionKey: false },
);
schema.index({ kind: 1, version: -1 }, { unique: true });

export const SiteTextModel = mongoose.model("SiteText", schema);
