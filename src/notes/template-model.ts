import mongoose, { Schema } from "mongoose";
import { sealedIn, sealedShape } from "../platform/sealed-shape.js";
import type { Sealed } from "../platform/secrets.js";

/** The templates that a counsellor has written, in one record with the account's id. */
export interface StoredTemplates {
  _id: mongoose.Types.ObjectId;
  /** A list of `Template` as JSON. */
  list: Sealed;
  /** Rises with every change, so that two at once do not overwrite each other. */
  version: number;
}

const schema = new Schema<StoredTemplates>(
  { list: { type: sealedShape, required: true }, version: { type: Number, required: true } },
  { collection: "noteTemplates", versionKey: false },
);

export const NoteTemplatesModel = mongoose.model("NoteTemplates", schema);

/** Where a field of a counsellor's templates is sealed. */
export const templatesPlace = sealedIn<{ _id: { toString(): string } }>("noteTemplates");
