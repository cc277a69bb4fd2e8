import mongoose, { Schema } from "mongoose";
import { sealedIn, sealedShape } from "../platform/sealed-shape.js";
import type { Place, Sealed } from "../platform/secrets.js";

/** A client's emergency contact; its id is the id of their account. Erasing it deletes the record. */
export interface StoredContact {
  _id: mongoose.Types.ObjectId;
  /** An `EmergencyContact` in JSON. */
  said: Sealed;
  /** Another one with each change, so that two windows do not overwrite each other. */
  version: string;
  at: Date;
}

const schema = new Schema<StoredContact>(
  {
    said: { type: sealedShape, required: true },
    version: { type: String, required: true },
    at: { type: Date, required: true },
  },
  { collection: "emergencyContacts", versionKey: false },
);

export const EmergencyContactModel = mongoose.model("EmergencyContact", schema);

const placeOf = sealedIn("emergencyContacts");

/** Where what a client said of their contact is sealed. */
export const contactPlace = (id: { toString(): string }): Place => placeOf({ _id: id }, "said");
