import mongoose, { Schema } from "mongoose";
import { sealedIn, sealedShape } from "../platform/sealed-shape.js";
import type { Place, Sealed } from "../platform/secrets.js";
import type { ProofPurpose } from "./proof-rules.js";

/** An e-mail address that waits for its owner to enter the code that was sent there. A newer one of the same purpose replaces it. */
export interface EmailProof {
  /** Purpose and account. */
  _id: string;
  accountId: mongoose.Types.ObjectId;
  address: Sealed;
  /** The address that it is to replace: a change no longer counts once the account has another. */
  replaces?: Sealed;
  /** The code is derived from it with the sealing key, so that the database alone does not reveal it. */
  nonce: string;
  triesLeft: number;
  expiresAt: Date;
  /** By the database's clock: when MongoDB may remove it. */
  storedAt: Date;
}

const schema = new Schema<EmailProof>(
  {
    _id: { type: String, required: true },
    accountId: { type: Schema.Types.ObjectId, required: true },
    address: { type: sealedShape, required: true },
    replaces: { type: sealedShape, default: undefined },
    nonce: { type: String, required: true },
    triesLeft: { type: Number, required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: "emailProofs", versionKey: false, timestamps: { createdAt: false, updatedAt: "storedAt" } },
);
schema.index({ storedAt: 1 }, { expireAfterSeconds: 7 * 24 * 60 * 60 });

export const EmailProofModel = mongoose.model("EmailProof", schema);

export const proofId = (purpose: ProofPurpose, accountId: { toString(): string }): string =>
  `${purpose} ${accountId.toString()}`;

const placeOf = sealedIn("emailProofs");

/** Where the addresses of a proof are sealed. */
export const proofPlace = (_id: string, field: "address" | "replaces" = "address"): Place => placeOf({ _id }, field);
