import mongoose, { Schema } from "mongoose";

/** The lasting conversation of one client and one counsellor. */
export interface Conversation {
  _id: mongoose.Types.ObjectId;
  clientId: mongoose.Types.ObjectId;
  counsellorId: mongoose.Types.ObjectId;
  openedAt: Date;
  /** When the latest message was sent, or the conversation was opened: lists are sorted by it. */
  lastAt: Date;
  /** The number of its latest message, or a slightly older one: where the search for the next number starts. */
  lastSeq?: number;
  /** When its unread messages are due to be announced by mail; set with each message, cleared once that has been checked. */
  noticeDueAt?: Date;
  /** When the counsellor closed it for writing; a later booking reopens it. */
  closedAt?: Date;
  /** How many files each side has sent on its latest day with any. */
  filesSent?: { client?: FilesOfDay; counsellor?: FilesOfDay };
}

/** `day` in UTC. */
export interface FilesOfDay {
  day: string;
  count: number;
}

const filesOfDay = { type: { _id: false, day: String, count: Number }, default: undefined };

const schema = new Schema<Conversation>(
  {
    clientId: { type: Schema.Types.ObjectId, required: true },
    counsellorId: { type: Schema.Types.ObjectId, required: true },
    openedAt: { type: Date, required: true },
    lastAt: { type: Date, required: true },
    lastSeq: Number,
    noticeDueAt: Date,
    closedAt: Date,
    filesSent: { type: { _id: false, client: filesOfDay, counsellor: filesOfDay }, default: undefined },
  },
  { collection: "conversations", versionKey: false },
);
schema.index({ clientId: 1, counsellorId: 1 }, { unique: true });
schema.index({ clientId: 1, lastAt: -1 });
schema.index({ counsellorId: 1, lastAt: -1 });
schema.index({ noticeDueAt: 1 }, { sparse: true });

export const ConversationModel = mongoose.model("Conversation", schema);
