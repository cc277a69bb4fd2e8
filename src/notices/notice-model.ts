import mongoose, { Schema } from "mongoose";
import {
  NOTICE_KINDS,
  NOTICE_STATUSES,
  WITHDRAWALS,
  type NoticeKind,
  type NoticeStatus,
  type Withdrawal,
} from "./notice-rules.js";

/** One message to one person: a change of an appointment, a reminder, or a returned payment. */
export interface Notice {
  _id: mongoose.Types.ObjectId;
  personId: mongoose.Types.ObjectId;
  appointmentId: mongoose.Types.ObjectId;
  kind: NoticeKind;
  /** Which entry of the appointment's history it comes from; for a returned payment, which try at paying. */
  entry: number;
  /** The start of the appointment that it is about, if any. */
  about?: Date;
  dueAt: Date;
  status: NoticeStatus;
  /** When it may be sent next; during sending, when the claim expires. Absent once settled. */
  tryAt?: Date;
  /** Number of attempts so far; also tells two senders apart. */
  tries: number;
  /** When it was sent, given up or withdrawn. */
  settledAt?: Date;
  withdrawal?: Withdrawal;
  /** By mail, or into the outbox of a site without a mail server. */
  via?: "mail" | "outbox";
}

const schema = new Schema<Notice>(
  {
    personId: { type: Schema.Types.ObjectId, required: true },
    appointmentId: { type: Schema.Types.ObjectId, required: true },
    kind: { type: String, enum: Object.keys(NOTICE_KINDS), required: true },
    entry: { type: Number, required: true },
    about: Date,
    dueAt: { type: Date, required: true },
    status: { type: String, enum: NOTICE_STATUSES, required: true },
    tryAt: Date,
    tries: { type: Number, required: true },
    settledAt: Date,
    withdrawal: { type: String, enum: WITHDRAWALS },
    via: { type: String, enum: ["mail", "outbox"] },
  },
  { collection: "notices", versionKey: false },
);
schema.index({ appointmentId: 1, entry: 1, personId: 1, kind: 1 }, { unique: true });
schema.index({ tryAt: 1 }, { partialFilterExpression: { tryAt: { $exists: true } } });
schema.index({ personId: 1, dueAt: -1 });

export const NoticeModel = mongoose.model("Notice", schema);
