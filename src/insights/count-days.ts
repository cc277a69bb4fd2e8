import mongoose from "mongoose";
import { AppointmentModel } from "../appointments/appointment-model.js";
import { countingStage } from "./counting-stage-rules.js";
import { daysFrom, type CountedSessions, type DaySums } from "./day-rules.js";
import type { Period } from "./period-rules.js";

/** Has the database add up a counsellor's sessions by day, through an index; days without sessions are left out. */
export async function countDays(counsellorId: string, period: Period): Promise<DaySums[]> {
  const $match = {
    counsellorId: new mongoose.Types.ObjectId(counsellorId),
    startsAt: { $gte: period.from, $lt: period.until },
    status: { $in: ["completed", "cancelled"] },
  };
  const stages = [{ $match }, countingStage(period)] as mongoose.PipelineStage[];
  return daysFrom(await AppointmentModel.aggregate<CountedSessions>(stages));
}
