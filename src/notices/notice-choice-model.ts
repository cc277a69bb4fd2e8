import mongoose, { Schema } from "mongoose";
import { NOTICE_KINDS, type NoticeKind } from "./notice-rules.js";

/** The notices that a person turned off, and how they want the others; without a record, all as they are. */
export interface NoticeChoice {
  /** The account's. */
  _id: mongoose.Types.ObjectId;
  unwanted: NoticeKind[];
  /** Whether mails show nothing but a time and a link. */
  isDiscreet?: boolean;
}

const schema = new Schema<NoticeChoice>(
  {
    _id: { type: Schema.Types.ObjectId, required: true },
    unwanted: [{ type: String, enum: Object.keys(NOTICE_KINDS) }],
    isDiscreet: Boolean,
  },
  { collection: "noticeChoices", versionKey: false },
);

export const NoticeChoiceModel = mongoose.model("NoticeChoice", schema);
