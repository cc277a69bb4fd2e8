import mongoose, { Schema } from "mongoose";
import { keepAppendOnly } from "../platform/append-only.js";
import { OPENINGS, type OpeningKind } from "./opening-rules.js";

/** One entry of the log of who opened what of a counsellor's notes. Only added, never changed; it holds nothing that is written in them. */
export interface Opening {
  _id: mongoose.Types.ObjectId;
  at: Date;
  /** Whose note it is. */
  authorId: mongoose.Types.ObjectId;
  clientId: mongoose.Types.ObjectId;
  /** Absent for a hand-over, which is about several sessions. */
  appointmentId?: mongoose.Types.ObjectId;
  /** Who opened it. */
  by: mongoose.Types.ObjectId;
  what: OpeningKind;
  attachmentId?: mongoose.Types.ObjectId;
}

const schema = new Schema<Opening>(
  {
    at: { type: Date, required: true },
    authorId: { type: Schema.Types.ObjectId, required: true },
    clientId: { type: Schema.Types.ObjectId, required: true },
    appointmentId: Schema.Types.ObjectId,
    by: { type: Schema.Types.ObjectId, required: true },
    what: { type: String, enum: Object.keys(OPENINGS), required: true },
    attachmentId: Schema.Types.ObjectId,
  },
  { collection: "noteOpenings", versionKey: false },
);
schema.index({ authorId: 1, clientId: 1, at: -1, _id: -1 });

keepAppendOnly(schema, "opening log");

export const OpeningModel = mongoose.model("NoteOpening", schema);
