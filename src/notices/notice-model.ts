import mongoose, { Schema } from "mongoose";
import { dueIndex, queuedFields, type Queued } from "../letters/queued-model.js";
import { NOTICE_KINDS, WITHDRAWALS, type NoticeKind, type Withdrawal } from "./notice-rules.js";

/** One message to one person: a change of an appointment, a reminder, a refund, or a message that waits. */
export interface Notice extends Queued {
  personId: mongoose.Types.ObjectId;
  appointmentId?: mongoose.Types.ObjectId;
  /** The conversation with unread messages, instead of an appointment. */
  conversationId?: mongoose.Types.ObjectId;
  kind: NoticeKind;
  /**
   * Which entry of the appointment's history it comes from; for a refund, which attempt to pay; for a message, the number of the
   * first unread one.
   */
  entry: number;
  /** The start of the appointment that it is about, if any. */
  about?: Date;
  dueAt: Date;
  withdrawal?: Withdrawal;
}

const schema = new Schema<Notice>(
  {
    personId: { type: Schema.Types.ObjectId, required: true },
    appointmentId: Schema.Types.ObjectId,
    conversationId: Schema.Types.ObjectId,
    kind: { type: String, enum: Object.keys(NOTICE_KINDS), required: true },
    entry: { type: Number, required: true },
    about: Date,
    dueAt: { type: Date, required: true },
    ...queuedFields,
    withdrawal: { type: String, enum: WITHDRAWALS },
  },
  { collection: "notices", versionKey: false },
);
schema.index({ appointmentId: 1, conversationId: 1, entry: 1, personId: 1, kind: 1 }, { unique: true });
schema.index(...dueIndex);
schema.index({ personId: 1, dueAt: -1, _id: -1 });
schema.index({ status: 1, settledAt: -1 });
schema.index({ personId: 1, status: 1, settledAt: -1 });
schema.index({ status: 1, tries: -1 });

export const NoticeModel = mongoose.model("Notice", schema);
