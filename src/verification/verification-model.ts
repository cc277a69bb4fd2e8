import mongoose, { Schema } from "mongoose";
import { keptFileShape, type KeptFile } from "../files/kept-file-model.js";
import { filesIn } from "../platform/file-places.js";
import { sealedIn, sealedShape } from "../platform/sealed-shape.js";
import type { Place, Sealed } from "../platform/secrets.js";
import {
  PURPOSES,
  VERIFICATION_STATES,
  type Licence,
  type Purpose,
  type VerificationState,
} from "./verification-rules.js";

/** What a counsellor hands in to be verified; its id is that of their account. The outcome is on their profile. */
export interface Verification {
  _id: mongoose.Types.ObjectId;
  licence?: Licence;
  /** By id. */
  documents?: Record<string, VerificationDocument>;
  documentCount: number;
  state: VerificationState;
  /** When they last asked to be verified. */
  askedAt?: Date;
  /** Why an admin returned it. */
  returned?: { reason: Sealed; at: Date };
  /** Rises with every change, so that nobody decides about what they never saw. */
  version: number;
}

/** A document that proves something, sealed. */
export interface VerificationDocument extends KeptFile {
  purpose: Purpose;
  at: Date;
  /** Set once an admin approved with it: from then on it stays. */
  isDecided?: boolean;
}

const documentSchema = new Schema<VerificationDocument>(
  {
    ...keptFileShape,
    purpose: { type: String, enum: Object.keys(PURPOSES), required: true },
    at: { type: Date, required: true },
    isDecided: Boolean,
  },
  { _id: false },
);

const schema = new Schema<Verification>(
  {
    licence: {
      type: { _id: false, body: String, number: String, country: String, expiresOn: String },
      default: undefined,
    },
    documents: { type: Map, of: documentSchema, default: undefined },
    documentCount: { type: Number, default: 0 },
    state: { type: String, enum: VERIFICATION_STATES, default: "draft" },
    askedAt: Date,
    returned: { type: { _id: false, reason: sealedShape, at: Date }, default: undefined },
    version: { type: Number, default: 0 },
  },
  { collection: "verifications", versionKey: false },
);
schema.index({ state: 1, askedAt: 1 });

export const VerificationModel = mongoose.model("Verification", schema);

filesIn("verifications", ["documents"]);

const placeOf = sealedIn("verifications");

/** Where a field of a document is sealed. */
export const documentPlace = (
  accountId: { toString(): string },
  documentId: { toString(): string },
  field: "name" | "content",
): Place => placeOf({ _id: accountId }, `documents.${documentId.toString()}.${field}`);

/** Where the reason is sealed for which a verification was returned. */
export const returnPlace = (accountId: { toString(): string }): Place => placeOf({ _id: accountId }, "returned.reason");
