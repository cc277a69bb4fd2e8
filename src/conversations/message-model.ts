import mongoose, { Schema } from "mongoose";
import { keptFileShape, type KeptFile } from "../files/kept-file-model.js";
import { sealedFileShape, sealedShape } from "../platform/sealed-shape.js";
import type { Place, Sealed, SealedFile } from "../platform/secrets.js";

/** A file that was sent, with a small picture of it where it is one. */
export interface SentFile extends KeptFile {
  preview?: { width: number; height: number; content: SealedFile };
}

/** One message of a conversation: a text or a file, or nothing any more once it was withdrawn. */
export interface Message {
  _id: mongoose.Types.ObjectId;
  conversationId: mongoose.Types.ObjectId;
  /** Its place in the conversation: 1, 2, 3, … without gaps. */
  seq: number;
  senderId: mongoose.Types.ObjectId;
  /** The sender's own id for it, by which a second try is recognized. */
  clientMessageId: string;
  text?: Sealed;
  file?: SentFile;
  at: Date;
  /** The one it was written to, until they have read it. */
  unreadBy?: mongoose.Types.ObjectId;
  withdrawnAt?: Date;
}

const preview = {
  type: {
    _id: false,
    width: { type: Number, required: true },
    height: { type: Number, required: true },
    content: { type: sealedFileShape, required: true },
  },
  default: undefined,
};

const schema = new Schema<Message>(
  {
    conversationId: { type: Schema.Types.ObjectId, required: true },
    seq: { type: Number, required: true },
    senderId: { type: Schema.Types.ObjectId, required: true },
    clientMessageId: { type: String, required: true },
    text: { type: sealedShape, default: undefined },
    file: { type: { _id: false, ...keptFileShape, preview }, default: undefined },
    at: { type: Date, required: true },
    unreadBy: Schema.Types.ObjectId,
    withdrawnAt: Date,
  },
  { collection: "messages", versionKey: false },
);
schema.index({ conversationId: 1, seq: 1 }, { unique: true });
schema.index({ conversationId: 1, senderId: 1, clientMessageId: 1 }, { unique: true });
schema.index({ unreadBy: 1, conversationId: 1, seq: 1 }, { partialFilterExpression: { unreadBy: { $exists: true } } });
schema.index({ conversationId: 1, withdrawnAt: 1 }, { partialFilterExpression: { withdrawnAt: { $exists: true } } });

export const MessageModel = mongoose.model("Message", schema);

/** Where a field of a message is sealed. */
export const messagePlace = (id: mongoose.Types.ObjectId, field: string): Place => ({
  collection: "messages",
  id,
  field,
});
