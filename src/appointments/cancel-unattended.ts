import mongoose from "mongoose";
import type { Services } from "../services.js";
import { AppointmentModel, type Appointment } from "./appointment-model.js";
import { verdict } from "./appointment-rules.js";
import { returnPayment } from "./return-payment.js";

/**
 * Gives up on a booked session whose two people did not meet in time. The write holds only while who came is still as it was
 * judged: someone who arrives in this moment is seen at the next look.
 */
export async function cancelUnattended(services: Services, appointment: Appointment, now: Date): Promise<void> {
  const { _id, cameAt } = appointment;
  const cancellation = verdict(appointment, now);
  const asJudged = {
    _id,
    status: "booked" as const,
    "cameAt.client": mongoose.trusted({ $exists: cameAt.client !== undefined }),
    "cameAt.counsellor": mongoose.trusted({ $exists: cameAt.counsellor !== undefined }),
  };
  const cancelled = await AppointmentModel.findOneAndUpdate(
    asJudged,
    {
      $set: { status: "cancelled", cancellation, deadlineAt: now },
      $unset: { ticks: 1 },
      $push: { history: { at: now, by: "system", what: "cancelled" } },
    },
    { returnDocument: "after" },
  ).lean();
  if (!cancelled) return;
  services.rooms.tell(`room:${_id.toString()}`, { type: "room.ended", how: "cancelled" });
  await returnPayment(services, cancelled);
}
