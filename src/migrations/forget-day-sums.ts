import type mongoose from "mongoose";
import { SummedPracticeModel } from "../insights/summed-practice-model.js";
import { writeMany } from "../platform/write-many.js";

/** Removes the sums that were stored day by day, so that those of months are built from the sessions. */
export async function forgetDaySums(db: mongoose.mongo.Db): Promise<void> {
  await writeMany(() => SummedPracticeModel.deleteMany({}));
  await db.dropCollection("daySums");
}
