import { CURRENCIES } from "../web/money-rules.js";
import mongoose, { Schema } from "mongoose";
import { filesIn } from "../platform/file-places.js";
import { ACCENTS, type Logo, type SiteSettings } from "./site-rules.js";

/** The settings as stored: one record, whose `_id` is always the same. */
export interface StoredSettings extends SiteSettings {
  _id: "site";
  logo?: Logo;
  /** Goes up with each change, so that two windows do not overwrite each other. */
  version: number;
}

const schema = new Schema<StoredSettings>(
  {
    _id: { type: String, enum: ["site"], required: true },
    name: { type: String, required: true },
    contact: String,
    zone: { type: String, required: true },
    country: String,
    accent: { type: String, enum: Object.keys(ACCENTS), required: true },
    currency: { type: String, enum: CURRENCIES },
    ageOfConsent: Number,
    practiceOfOne: Boolean,
    logo: { type: { _id: false, file: String, width: Number, height: Number }, default: undefined },
    version: { type: Number, required: true },
  },
  { collection: "siteSettings", versionKey: false },
);

export const SiteSettingsModel = mongoose.model("SiteSettings", schema);

filesIn("siteSettings", ["logo"]);
