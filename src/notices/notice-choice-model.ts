import mongoose, { Schema } from "mongoose";
import { NOTICE_KINDS, type NoticeKind } from "./notice-rules.js";

/** The notices that a person turned off; without a record, none. */
export interface NoticeChoice {
  /** The account's. */
  _id: mongoose.Types.ObjectId;
  unwanted: NoticeKind[];
}

const schema = new Schema<NoticeChoice>(
  {
    _id: { type: Schema.Types.ObjectId, required: true },
    unwanted: [{ type: String, enum: Object.keys(NOTICE_KINDS) }],
  },
  { collection: "noticeChoices", versionKey: false },
);

export const NoticeChoiceModel = mongoose.model("NoticeChoice", schema);
