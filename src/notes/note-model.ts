import mongoose, { Schema } from "mongoose";
import { sealedIn, sealedShape } from "../platform/sealed-shape.js";
import type { Sealed } from "../platform/secrets.js";
import { NOTE_KINDS, type NoteKind } from "./note-rules.js";
import type { Sitting } from "./save-rules.js";

/** A counsellor's note on one session, one of each kind. A record has the session's id as its own. */
export interface Note {
  _id: mongoose.Types.ObjectId;
  appointmentId: mongoose.Types.ObjectId;
  authorId: mongoose.Types.ObjectId;
  clientId: mongoose.Types.ObjectId;
  kind: NoteKind;
  /** A `NoteContent` as JSON. */
  text: Sealed;
  /** Rises with every change, so that an editor notices that it is out of date. */
  version: number;
  savedAt: Date;
  sitting: Sitting;
  /** Rises when a file beside it is removed, so that a signature over that file fails. */
  fileRemovals?: number;
  /**
   * When a record was signed, by what name, the digest of what was signed, in hexadecimal, and those of its files, as a JSON array.
   * Records that were signed without their files have none. Nothing changes the note after.
   */
  signed?: { at: Date; name: string; digest: Sealed; files?: Sealed };
}

const sittingShape = { _id: false, id: String, startedAt: Date, base: Number, turn: Number };
const signedShape = { _id: false, at: Date, name: String, digest: sealedShape, files: sealedShape };

const schema = new Schema<Note>(
  {
    appointmentId: { type: Schema.Types.ObjectId, required: true },
    authorId: { type: Schema.Types.ObjectId, required: true },
    clientId: { type: Schema.Types.ObjectId, required: true },
    kind: { type: String, enum: NOTE_KINDS, required: true },
    text: { type: sealedShape, required: true },
    version: { type: Number, required: true },
    savedAt: { type: Date, required: true },
    sitting: { type: sittingShape, required: true },
    fileRemovals: Number,
    signed: { type: signedShape, default: undefined },
  },
  { collection: "notes", versionKey: false },
);
schema.index({ appointmentId: 1, kind: 1 }, { unique: true });
schema.index({ authorId: 1, clientId: 1, savedAt: -1 });

export const NoteModel = mongoose.model("Note", schema);

/** The fields of a note that say which text of whose it is. */
export type NoteIdentity = Pick<
  Note,
  "_id" | "appointmentId" | "authorId" | "clientId" | "kind" | "version" | "savedAt"
>;

/**
 * Where a field of a note is sealed: in this note of this kind, of this author on this client's session. It is bound to the version
 * too, so that an older text does not open under a newer one.
 */
export const notePlace = sealedIn<NoteIdentity>(
  "notes",
  ({ appointmentId, authorId, clientId, kind, version, savedAt }) => [
    appointmentId,
    authorId,
    clientId,
    kind,
    version,
    savedAt,
  ],
);
