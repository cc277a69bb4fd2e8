import mongoose, { Schema } from "mongoose";
import { sealedIn, sealedShape } from "../platform/sealed-shape.js";
import type { Sealed } from "../platform/secrets.js";

/** What an account's owner sent after their login session had ended, until they send it again: one piece each, for an hour. */
export interface StoredUnfinished {
  /** The account. */
  _id: mongoose.Types.ObjectId;
  /** Its JSON, deflated. */
  packed: Sealed;
  expiresAt: Date;
  /** By the database's clock: when MongoDB may remove it. */
  storedAt: Date;
}

const schema = new Schema<StoredUnfinished>(
  { packed: { type: sealedShape, required: true }, expiresAt: { type: Date, required: true } },
  { collection: "unfinished", versionKey: false, timestamps: { createdAt: false, updatedAt: "storedAt" } },
);
schema.index({ storedAt: 1 }, { expireAfterSeconds: 60 * 60 });

export const UnfinishedModel = mongoose.model("Unfinished", schema);

/** Where a field of what an account's owner has not finished is sealed. */
export const unfinishedPlace = sealedIn<{ _id: { toString(): string } }>("unfinished");
