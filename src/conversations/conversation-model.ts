import mongoose, { Schema } from "mongoose";

/** The lasting chat of one client with one counsellor. */
export interface Conversation {
  _id: mongoose.Types.ObjectId;
  clientId: mongoose.Types.ObjectId;
  counsellorId: mongoose.Types.ObjectId;
  openedAt: Date;
}

const schema = new Schema<Conversation>(
  {
    clientId: { type: Schema.Types.ObjectId, required: true },
    counsellorId: { type: Schema.Types.ObjectId, required: true },
    openedAt: { type: Date, required: true },
  },
  { collection: "conversations", versionKey: false },
);
schema.index({ clientId: 1, counsellorId: 1 }, { unique: true });

export const ConversationModel = mongoose.model("Conversation", schema);
