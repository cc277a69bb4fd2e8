import mongoose, { Schema } from "mongoose";
import { KINDS, type Kind } from "./notice-rules.js";

/** Which notices a person does not want. Whoever never chose gets them all. */
export interface NoticeChoice {
  /** The account's. */
  _id: mongoose.Types.ObjectId;
  unwanted: Kind[];
}

const schema = new Schema<NoticeChoice>(
  { _id: { type: Schema.Types.ObjectId, required: true }, unwanted: [{ type: String, enum: Object.keys(KINDS) }] },
  { collection: "noticeChoices", versionKey: false },
);

export const NoticeChoiceModel = mongoose.model("NoticeChoice", schema);
