import mongoose, { Schema } from "mongoose";
import { keptFileShape, type KeptFile } from "../files/kept-file-model.js";
import { sealedShape } from "../platform/sealed-shape.js";
import type { Place, Sealed } from "../platform/secrets.js";

/** A counsellor's record of one session, whose id is its own id as well. */
export interface Note {
  _id: mongoose.Types.ObjectId;
  appointmentId: mongoose.Types.ObjectId;
  authorId: mongoose.Types.ObjectId;
  text: Sealed;
  /** Rises with every change, so that an editor notices that it is out of date. */
  version: number;
  savedAt: Date;
}

/** A file beside a note. */
export interface Attachment extends KeptFile {
  _id: mongoose.Types.ObjectId;
  appointmentId: mongoose.Types.ObjectId;
  authorId: mongoose.Types.ObjectId;
  at: Date;
}

const noteSchema = new Schema<Note>(
  {
    appointmentId: { type: Schema.Types.ObjectId, required: true },
    authorId: { type: Schema.Types.ObjectId, required: true },
    text: { type: sealedShape, required: true },
    version: { type: Number, required: true },
    savedAt: { type: Date, required: true },
  },
  { collection: "notes", versionKey: false },
);
noteSchema.index({ appointmentId: 1 }, { unique: true });

const attachmentSchema = new Schema<Attachment>(
  {
    appointmentId: { type: Schema.Types.ObjectId, required: true },
    authorId: { type: Schema.Types.ObjectId, required: true },
    ...keptFileShape,
    at: { type: Date, required: true },
  },
  { collection: "attachments", versionKey: false },
);
attachmentSchema.index({ appointmentId: 1, at: 1 });

export const NoteModel = mongoose.model("Note", noteSchema);
export const AttachmentModel = mongoose.model("Attachment", attachmentSchema);

type Identity = Pick<Note | Attachment, "_id" | "appointmentId" | "authorId">;

/** Where a note's text is sealed: in this note, of this author on this session. */
export const notePlace = ({ _id: id, appointmentId, authorId }: Identity): Place => ({
  collection: "notes",
  id,
  field: "text",
  bound: [appointmentId, authorId],
});

/** Where a field of an attachment is sealed: in this one, of this author to this session. */
export const attachmentPlace = ({ _id: id, appointmentId, authorId }: Identity, field: string): Place => ({
  collection: "attachments",
  id,
  field,
  bound: [appointmentId, authorId],
});
