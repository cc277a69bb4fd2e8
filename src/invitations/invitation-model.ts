import mongoose, { Schema } from "mongoose";
import { sealedIn, sealedShape } from "../platform/sealed-shape.js";
import type { Place, Sealed } from "../platform/secrets.js";

/** A counsellor's invitation of someone to be their client. Withdrawing it deletes it. */
export interface Invitation {
  _id: mongoose.Types.ObjectId;
  counsellorId: mongoose.Types.ObjectId;
  /** Where its mails go; absent once it is accepted. */
  address?: Sealed;
  /** Tells two addresses apart without telling them. */
  addressKey?: string;
  /** When its latest mail was written, and until when the link in it works. */
  sentAt: Date;
  expiresAt: Date;
  /** The latest mail. */
  letterId?: mongoose.Types.ObjectId;
  /** The account that accepted it. */
  acceptedBy?: mongoose.Types.ObjectId;
  /** By the database's clock: when MongoDB may remove it. */
  storedAt: Date;
}

const KEPT_SECONDS = 30 * 24 * 60 * 60;

const schema = new Schema<Invitation>(
  {
    counsellorId: { type: Schema.Types.ObjectId, required: true },
    address: { type: sealedShape, default: undefined },
    addressKey: String,
    sentAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    letterId: Schema.Types.ObjectId,
    acceptedBy: Schema.Types.ObjectId,
  },
  { collection: "invitations", versionKey: false, timestamps: { createdAt: false, updatedAt: "storedAt" } },
);
// An address has one open invitation of a counsellor: inviting it again sends that again.
schema.index(
  { counsellorId: 1, addressKey: 1 },
  { unique: true, partialFilterExpression: { addressKey: { $exists: true } } },
);
schema.index({ counsellorId: 1, sentAt: -1 });
// Forgotten 30 days after its last mail.
schema.index({ storedAt: 1 }, { expireAfterSeconds: KEPT_SECONDS });

export const InvitationModel = mongoose.model("Invitation", schema);

const placeOf = sealedIn("invitations");

/** Where the address of an invitation is sealed. */
export const invitationPlace = (id: { toString(): string }): Place => placeOf({ _id: id }, "address");
