import mongoose, { Schema } from "mongoose";
import { KINDS, NOTICE_STATUSES, WITHDRAWALS, type Kind, type NoticeStatus, type Withdrawal } from "./notice-rules.js";

/** Something that one person is to be told once: a change of an appointment, a reminder of it, or money that came back. */
export interface Notice {
  _id: mongoose.Types.ObjectId;
  personId: mongoose.Types.ObjectId;
  appointmentId: mongoose.Types.ObjectId;
  kind: Kind;
  /** Which entry of the appointment's history it comes from; for a returned payment, which try at paying. */
  entry: number;
  /** The start that it speaks of, where there is one. */
  about?: Date;
  dueAt: Date;
  status: NoticeStatus;
  /** From when on it may be sent; while someone is sending it, when others may try. Absent once nothing is left to do. */
  tryAt?: Date;
  /** How often sending was begun; also tells two senders apart. */
  tries: number;
  /** When it was sent, given up or withdrawn. */
  settledAt?: Date;
  withdrawal?: Withdrawal;
  /** Whether it went out by mail, or into the outbox of a site without mail. */
  via?: "mail" | "outbox";
}

const schema = new Schema<Notice>(
  {
    personId: { type: Schema.Types.ObjectId, required: true },
    appointmentId: { type: Schema.Types.ObjectId, required: true },
    kind: { type: String, enum: Object.keys(KINDS), required: true },
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
