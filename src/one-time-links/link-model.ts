import mongoose, { Schema } from "mongoose";
import { sealedIn, sealedShape } from "../platform/sealed-shape.js";
import type { Place, Sealed } from "../platform/secrets.js";
import { LINK_MINUTES, type LinkPurpose } from "./link-rules.js";

/** A link that works once. Nobody can use it by reading the database: only a hash of its token is stored. */
export interface OneTimeLink {
  /** Its purpose and whom it is for, so that a newer one replaces an older. */
  _id: string;
  purpose: LinkPurpose;
  accountId?: mongoose.Types.ObjectId;
  recordId?: mongoose.Types.ObjectId;
  address?: Sealed;
  /** SHA-256 of the token, in base64url. */
  tokenHash: string;
  expiresAt: Date;
  spentAt?: Date;
}

/** How long a link that has expired is still known as such. */
const KNOWN_SECONDS = 7 * 24 * 60 * 60;

const schema = new Schema<OneTimeLink>(
  {
    _id: { type: String, required: true },
    purpose: { type: String, enum: Object.keys(LINK_MINUTES), required: true },
    accountId: Schema.Types.ObjectId,
    recordId: Schema.Types.ObjectId,
    address: { type: sealedShape, default: undefined },
    tokenHash: { type: String, required: true },
    expiresAt: { type: Date, required: true },
    spentAt: Date,
  },
  { collection: "oneTimeLinks", versionKey: false },
);
schema.index({ tokenHash: 1 }, { unique: true });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: KNOWN_SECONDS });

const placeOf = sealedIn("oneTimeLinks");

/** Where the address of a link is sealed. */
export const linkPlace = ({ _id }: Pick<OneTimeLink, "_id">): Place => placeOf({ _id }, "address");

export const OneTimeLinkModel = mongoose.model("OneTimeLink", schema);
