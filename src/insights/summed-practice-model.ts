import mongoose, { Schema } from "mongoose";

/** Says of a counsellor's practice whether the sums of its days are stored. */
export interface SummedPractice {
  /** The counsellor's id. */
  _id: mongoose.Types.ObjectId;
  /** The zone for which the sums of all days are stored; absent while they are built. */
  zone?: string;
  /** The latest build of all days; only that one says that it is complete. */
  build: mongoose.Types.ObjectId;
}

const schema = new Schema<SummedPractice>(
  { zone: String, build: { type: Schema.Types.ObjectId, required: true } },
  { collection: "summedPractices", versionKey: false },
);

export const SummedPracticeModel = mongoose.model("SummedPractice", schema);
