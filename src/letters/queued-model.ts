import type mongoose from "mongoose";
import { QUEUE_STATUSES, type QueueStatus } from "./queue-rules.js";

/** What every queue of mails stores of each, besides what it is about. */
export interface Queued {
  _id: mongoose.Types.ObjectId;
  status: QueueStatus;
  /** When it may be sent next; during sending, when the claim expires. Absent once settled. */
  tryAt?: Date;
  /** Number of attempts so far; also tells two senders apart. */
  tries: number;
  /** When it was sent, given up or withdrawn. */
  settledAt?: Date;
  /** Why it was withdrawn. */
  withdrawal?: string;
  /** Why the mail server did not accept it at the last attempt, in codes alone: "550 5.1.1", or "ECONNECTION". */
  reason?: string;
  /** By mail, or into the outbox of a site without a mail server. */
  via?: "mail" | "outbox";
}

/** These fields in a mongoose schema. */
export const queuedFields = {
  status: { type: String, enum: QUEUE_STATUSES, required: true },
  tryAt: Date,
  tries: { type: Number, required: true },
  settledAt: Date,
  withdrawal: String,
  reason: String,
  via: { type: String, enum: ["mail", "outbox"] },
} as const;

/** The index that finds what is due. */
export const dueIndex = [{ tryAt: 1 }, { partialFilterExpression: { tryAt: { $exists: true } } }] as const;
