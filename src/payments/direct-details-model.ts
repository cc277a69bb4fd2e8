import mongoose, { Schema } from "mongoose";
import { sealedIn, sealedShape } from "../platform/sealed-shape.js";
import type { Place, Sealed } from "../platform/secrets.js";

/** How a counsellor wants to be paid directly; its id is the id of their account. */
export interface DirectDetails {
  _id: mongoose.Types.ObjectId;
  /** A text for their clients, such as bank details. */
  instructions: Sealed;
  /** Another one with each change, so that two windows do not overwrite each other. */
  version: string;
}

const schema = new Schema<DirectDetails>(
  {
    instructions: { type: sealedShape, required: true },
    version: { type: String, required: true },
  },
  { collection: "directDetails", versionKey: false },
);

export const DirectDetailsModel = mongoose.model("DirectDetails", schema);

const placeOf = sealedIn("directDetails");

/** Where a counsellor's instructions are sealed. */
export const instructionsPlace = (id: { toString(): string }): Place => placeOf({ _id: id }, "instructions");
