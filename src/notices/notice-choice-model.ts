import mongoose, { Schema } from "mongoose";
import { CHOOSABLE, type ChoosableKind } from "./notice-rules.js";

/** Which notices a person does not want. Whoever never chose gets them all. */
export interface NoticeChoice {
  /** The account's. */
  _id: mongoose.Types.ObjectId;
  unwanted: ChoosableKind[];
}

const schema = new Schema<NoticeChoice>(
  { _id: { type: Schema.Types.ObjectId, required: true }, unwanted: [{ type: String, enum: CHOOSABLE }] },
  { collection: "noticeChoices", versionKey: false },
);

export const NoticeChoiceModel = mongoose.model("NoticeChoice", schema);
