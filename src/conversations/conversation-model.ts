import mongoose, { Schema } from "mongoose";

/** The lasting chat of one client with one counsellor. */
export interface Conversation {
  _id: mongoose.Types.ObjectId;
  clientId: mongoose.Types.ObjectId;
  counsellorId: mongoose.Types.ObjectId;
  openedAt: Date;
  /** When the latest message was sent, or else it was opened: what lists are in the order of. */
  lastAt: Date;
  /** The number of its latest message, or of one shortly before: where looking for the next begins. */
  lastSeq?: number;
  /** When the counsellor closed it for writing; a booking after that opens it again. */
  closedAt?: Date;
}

const schema = new Schema<Conversation>(
  {
    clientId: { type: Schema.Types.ObjectId, required: true },
    counsellorId: { type: Schema.Types.ObjectId, required: true },
    openedAt: { type: Date, required: true },
    lastAt: { type: Date, required: true },
    lastSeq: Number,
    closedAt: Date,
  },
  { collection: "conversations", versionKey: false },
);
schema.index({ clientId: 1, counsellorId: 1 }, { unique: true });
schema.index({ clientId: 1, lastAt: -1 });
schema.index({ counsellorId: 1, lastAt: -1 });

export const ConversationModel = mongoose.model("Conversation", schema);
