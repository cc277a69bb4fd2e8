import mongoose, { Schema } from "mongoose";
import { sealedIn, sealedShape } from "../platform/sealed-shape.js";
import type { Sealed } from "../platform/secrets.js";

/** What its author added to a record after signing it. Written once, never changed. */
export interface Addendum {
  _id: mongoose.Types.ObjectId;
  noteId: mongoose.Types.ObjectId;
  authorId: mongoose.Types.ObjectId;
  /** 1, 2, 3, … without gaps. */
  number: number;
  at: Date;
  /** By what name it is signed. */
  name: string;
  /** A `NoteContent` as JSON; `previous` is the digest of the addendum before it, or of the signed record. */
  text: Sealed;
}

const schema = new Schema<Addendum>(
  {
    noteId: { type: Schema.Types.ObjectId, required: true },
    authorId: { type: Schema.Types.ObjectId, required: true },
    number: { type: Number, required: true },
    at: { type: Date, required: true },
    name: { type: String, required: true },
    text: { type: sealedShape, required: true },
  },
  { collection: "noteAddenda", versionKey: false },
);
schema.index({ noteId: 1, number: 1 }, { unique: true });

export const AddendumModel = mongoose.model("NoteAddendum", schema);

/** Where a field of an addendum is sealed: in this one, of this author to that record, with its number, time and name. */
export const addendumPlace = sealedIn<Omit<Addendum, "text">>(
  "noteAddenda",
  ({ noteId, authorId, number, at, name }) => [noteId, authorId, number, at, name],
);
