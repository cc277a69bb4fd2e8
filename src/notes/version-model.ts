import mongoose, { Schema } from "mongoose";
import { sealedIn, sealedShape } from "../platform/sealed-shape.js";
import type { Sealed } from "../platform/secrets.js";
import type { NoteIdentity } from "./note-model.js";

/** An earlier text of a note, as it was before a later sitting changed it. Written once, never changed. */
export interface NoteVersion extends Omit<NoteIdentity, "_id"> {
  _id: mongoose.Types.ObjectId;
  noteId: mongoose.Types.ObjectId;
  /** A `NoteContent` as JSON. */
  text: Sealed;
}

const schema = new Schema<NoteVersion>(
  {
    noteId: { type: Schema.Types.ObjectId, required: true },
    appointmentId: { type: Schema.Types.ObjectId, required: true },
    authorId: { type: Schema.Types.ObjectId, required: true },
    clientId: { type: Schema.Types.ObjectId, required: true },
    kind: { type: String, required: true },
    version: { type: Number, required: true },
    savedAt: { type: Date, required: true },
    text: { type: sealedShape, required: true },
  },
  { collection: "noteVersions", versionKey: false },
);
schema.index({ noteId: 1, version: 1 }, { unique: true });

export const NoteVersionModel = mongoose.model("NoteVersion", schema);

/** Where a field of an earlier version is sealed: in this one of that note, with its number and time. */
export const versionPlace = sealedIn<Omit<NoteVersion, "text">>(
  "noteVersions",
  ({ noteId, appointmentId, authorId, clientId, kind, version, savedAt }) => [
    noteId,
    appointmentId,
    authorId,
    clientId,
    kind,
    version,
    savedAt,
  ],
);
