import mongoose, { Schema } from "mongoose";
import { keptFileShape, type KeptFile } from "../files/kept-file-model.js";
import { filesIn } from "../platform/file-places.js";
import { sealedFileShape, sealedIn, sealedShape } from "../platform/sealed-shape.js";
import type { Sealed, SealedFile } from "../platform/secrets.js";

/** A sent file, with a preview if it is a picture. */
export interface SentFile extends KeptFile {
  preview?: { width: number; height: number; content: SealedFile };
}

/** One message of a conversation: a text or a file, or neither once it is withdrawn. */
export interface Message {
  _id: mongoose.Types.ObjectId;
  conversationId: mongoose.Types.ObjectId;
  /** Its place in the conversation: 1, 2, 3, … without gaps. */
  seq: number;
  senderId: mongoose.Types.ObjectId;
  /** The id that the sender gave it: a retry has the same one. */
  clientMessageId: string;
  text?: Sealed;
  file?: SentFile;
  at: Date;
  /** The recipient, until they have read it. */
  unreadBy?: mongoose.Types.ObjectId;
  withdrawnAt?: Date;
  /** References of its file and preview in the file store, from its withdrawal until they are removed there. */
  toForget?: string[];
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
    toForget: { type: [String], default: undefined },
  },
  { collection: "messages", versionKey: false },
);
schema.index({ conversationId: 1, seq: 1 }, { unique: true });
schema.index({ conversationId: 1, senderId: 1, clientMessageId: 1 }, { unique: true });
schema.index({ unreadBy: 1, conversationId: 1, seq: 1 }, { partialFilterExpression: { unreadBy: { $exists: true } } });
schema.index({ conversationId: 1, withdrawnAt: 1 }, { partialFilterExpression: { withdrawnAt: { $exists: true } } });
// Of a long conversation, the few messages that are files.
schema.index({ conversationId: 1, seq: 1 }, { name: "files", partialFilterExpression: { file: { $exists: true } } });
schema.index({ toForget: 1 }, { sparse: true });
schema.index({ "file.content.reference": 1 }, { sparse: true });

export const MessageModel = mongoose.model("Message", schema);

filesIn("messages", ["file"], "file.content.reference");
filesIn("messages", ["toForget"], "toForget");

/** A message's identity: the fields that never change. */
export type MessageIdentity = Pick<Message, "_id" | "conversationId" | "senderId" | "seq" | "at">;

/**
 * Where a field of a message is sealed: in this message, of this sender in this conversation, with this number and time. The bytes
 * of a file are kept before their message has a number; the name beside them, of the same message, is bound to it.
 */
export const messagePlace = sealedIn<Omit<MessageIdentity, "seq" | "at"> & Partial<MessageIdentity>>(
  "messages",
  ({ conversationId, senderId, seq, at }, field) => {
    const isBytes = field.endsWith(".content");
    return isBytes ? [conversationId, senderId] : [conversationId, senderId, seq, at];
  },
);
