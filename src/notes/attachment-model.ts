import mongoose, { Schema } from "mongoose";
import { keptFileShape, type KeptFile } from "../files/kept-file-model.js";
import { filesIn } from "../platform/file-places.js";
import { sealedFileShape, sealedIn, sealedShape } from "../platform/sealed-shape.js";
import type { Sealed, SealedFile } from "../platform/secrets.js";
import { NOTE_KINDS, type NoteKind } from "./note-rules.js";

/** A file beside a note. */
export interface Attachment extends KeptFile {
  _id: mongoose.Types.ObjectId;
  appointmentId: mongoose.Types.ObjectId;
  authorId: mongoose.Types.ObjectId;
  /** The kind of the note that it stands beside. */
  noteKind: NoteKind;
  at: Date;
  /** Which of the places at its note it holds, from 1. */
  place: number;
  /** Files are listed by it, the lowest first. */
  order: number;
  description?: Sealed;
  /** The SHA-256 digest of its bytes, in hexadecimal. */
  digest?: Sealed;
  /** A small picture of a picture. */
  preview?: { width: number; height: number; content: SealedFile };
  /** Set when it is struck through, because its note is signed. */
  struck?: { at: Date; reason: Sealed };
  /** When its removal began, which takes it from every page immediately. */
  leavingAt?: Date;
}

const previewShape = {
  _id: false,
  width: { type: Number, required: true },
  height: { type: Number, required: true },
  content: { type: sealedFileShape, required: true },
};

const schema = new Schema<Attachment>(
  {
    appointmentId: { type: Schema.Types.ObjectId, required: true },
    authorId: { type: Schema.Types.ObjectId, required: true },
    noteKind: { type: String, enum: NOTE_KINDS, required: true },
    ...keptFileShape,
    at: { type: Date, required: true },
    place: { type: Number, required: true },
    order: { type: Number, required: true },
    description: { type: sealedShape, default: undefined },
    digest: { type: sealedShape, default: undefined },
    preview: { type: previewShape, default: undefined },
    struck: { type: { _id: false, at: Date, reason: sealedShape }, default: undefined },
    leavingAt: Date,
  },
  { collection: "attachments", versionKey: false },
);
schema.index({ appointmentId: 1, noteKind: 1, order: 1 });
schema.index(
  { appointmentId: 1, noteKind: 1, place: 1 },
  { unique: true, partialFilterExpression: { place: { $exists: true } } },
);
schema.index({ leavingAt: 1 }, { sparse: true });

export const AttachmentModel = mongoose.model("Attachment", schema);

filesIn("attachments", ["content", "preview"]);

/**
 * Where a field of an attachment is sealed: in this one, of this author to this session, and of this kind. (A record's are bound as
 * all were before there were kinds.)
 */
export const attachmentPlace = sealedIn<Pick<Attachment, "_id" | "appointmentId" | "authorId" | "noteKind">>(
  "attachments",
  ({ appointmentId, authorId, noteKind }) => [appointmentId, authorId, ...(noteKind === "private" ? [noteKind] : [])],
);
