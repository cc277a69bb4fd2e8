import mongoose, { Schema } from "mongoose";
import { sealedIn, sealedShape } from "../platform/sealed-shape.js";
import type { Sealed } from "../platform/secrets.js";
import { LETTER_KINDS, LETTER_WITHDRAWALS, type LetterKind } from "./letter-rules.js";
import { dueIndex, queuedFields, type Queued } from "./queued-model.js";

/** One mail that is not about an appointment: a code, a link, a warning. */
export interface Letter extends Queued {
  /** Whose account it is about, if any. */
  personId?: mongoose.Types.ObjectId;
  kind: LetterKind;
  /** The address it goes to. */
  address: Sealed;
  /** The ready mail as JSON. Absent once settled. */
  mail?: Sealed;
  writtenAt: Date;
  /** When it becomes useless and is no longer sent. */
  expiresAt?: Date;
}

const KEPT_SECONDS = 90 * 24 * 60 * 60;

const schema = new Schema<Letter>(
  {
    personId: Schema.Types.ObjectId,
    kind: { type: String, enum: Object.keys(LETTER_KINDS), required: true },
    address: { type: sealedShape, required: true },
    mail: { type: sealedShape, default: undefined },
    writtenAt: { type: Date, required: true },
    expiresAt: Date,
    ...queuedFields,
    withdrawal: { type: String, enum: LETTER_WITHDRAWALS },
  },
  { collection: "letters", versionKey: false },
);
schema.index(...dueIndex);
schema.index({ personId: 1, writtenAt: -1 });
schema.index({ status: 1, settledAt: -1 });
schema.index({ personId: 1, status: 1, settledAt: -1 });
// The outcome of a letter is kept for 90 days.
schema.index({ settledAt: 1 }, { expireAfterSeconds: KEPT_SECONDS });

/** Where the fields of a letter are sealed. */
export const letterPlace = sealedIn<Pick<Letter, "_id">>("letters");

export const LetterModel = mongoose.model("Letter", schema);
