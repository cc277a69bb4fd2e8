import mongoose, { Schema } from "mongoose";
import type { Sealed } from "../platform/secrets.js";

/** A counsellor's record of one session. Its text is sealed for `note:<appointmentId>`. */
export interface Note {
  _id: mongoose.Types.ObjectId;
  appointmentId: mongoose.Types.ObjectId;
  authorId: mongoose.Types.ObjectId;
  text: Sealed;
  /** Rises with every change, so that an editor notices that it is out of date. */
  version: number;
  savedAt: Date;
}

/** A file beside a note. Its name is sealed for `attachment-name:<id>`, its bytes for `attachment:<id>`. */
export interface Attachment {
  _id: mongoose.Types.ObjectId;
  appointmentId: mongoose.Types.ObjectId;
  authorId: mongoose.Types.ObjectId;
  name: Sealed;
  /** Its media type, as its content says. */
  kind: string;
  bytes: number;
  keyId: string;
  /** Where the file store has it. */
  reference: string;
  at: Date;
}

const sealed = { _id: false, keyId: { type: String, required: true }, box: { type: Buffer, required: true } };

const noteSchema = new Schema<Note>(
  {
    appointmentId: { type: Schema.Types.ObjectId, required: true },
    authorId: { type: Schema.Types.ObjectId, required: true },
    text: { type: sealed, required: true },
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
    name: { type: sealed, required: true },
    kind: { type: String, required: true },
    bytes: { type: Number, required: true },
    keyId: { type: String, required: true },
    reference: { type: String, required: true },
    at: { type: Date, required: true },
  },
  { collection: "attachments", versionKey: false },
);
attachmentSchema.index({ appointmentId: 1, at: 1 });

export const NoteModel = mongoose.model("Note", noteSchema);
export const AttachmentModel = mongoose.model("Attachment", attachmentSchema);
