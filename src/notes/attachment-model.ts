import mongoose, { Schema } from "mongoose";
import { keptFileShape, type KeptFile } from "../files/kept-file-model.js";
import type { Place } from "../platform/secrets.js";
import { NOTE_KINDS, type NoteKind } from "./note-rules.js";

/** A file beside a note. */
export interface Attachment extends KeptFile {
  _id: mongoose.Types.ObjectId;
  appointmentId: mongoose.Types.ObjectId;
  authorId: mongoose.Types.ObjectId;
  /** The kind of the note that it stands beside. */
  noteKind: NoteKind;
  at: Date;
}

const schema = new Schema<Attachment>(
  {
    appointmentId: { type: Schema.Types.ObjectId, required: true },
    authorId: { type: Schema.Types.ObjectId, required: true },
    noteKind: { type: String, enum: NOTE_KINDS, required: true },
    ...keptFileShape,
    at: { type: Date, required: true },
  },
  { collection: "attachments", versionKey: false },
);
schema.index({ appointmentId: 1, noteKind: 1, at: 1 });

export const AttachmentModel = mongoose.model("Attachment", schema);

/**
 * Where a field of an attachment is sealed: in this one, of this author to this session, and of this kind. (A record's are bound as
 * all were before there were kinds.)
 */
export function attachmentPlace(
  { _id: id, appointmentId, authorId, noteKind }: Pick<Attachment, "_id" | "appointmentId" | "authorId" | "noteKind">,
  field: string,
): Place {
  const kind = noteKind === "private" ? [noteKind] : [];
  return { collection: "attachments", id, field, bound: [appointmentId, authorId, ...kind] };
}
