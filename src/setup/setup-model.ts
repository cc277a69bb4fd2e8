import mongoose, { Schema } from "mongoose";

/** What an admin has tried or arranged while setting the site up: one record, whose `_id` is always the same. */
export interface SiteSetup {
  _id: "site";
  /** When the mail server last accepted a test mail; absent once it refused one. */
  mailedAt?: Date;
  /** When a test mail was last tried. */
  triedAt?: Date;
  /** When an admin's browser last reached the relay. */
  relayedAt?: Date;
  /** Since when backups are arranged. */
  backedUpAt?: Date;
}

const schema = new Schema<SiteSetup>(
  {
    _id: { type: String, enum: ["site"], required: true },
    mailedAt: Date,
    triedAt: Date,
    relayedAt: Date,
    backedUpAt: Date,
  },
  { collection: "siteSetup", versionKey: false },
);

export const SiteSetupModel = mongoose.model("SiteSetup", schema);
