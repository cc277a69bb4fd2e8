import mongoose from "mongoose";
import type { Services } from "../services.js";
import type { Appointment } from "./appointment-model.js";
import { verdict } from "./appointment-rules.js";
import { recordCancellation } from "./record-cancellation.js";

/**
 * Gives up on a booked session whose two people did not meet in time. The write holds only while who came is still as it was
 * judged: someone who arrives in this moment is seen at the next look.
 */
export async function cancelUnattended(services: Services, appointment: Appointment, now: Date): Promise<void> {
  const { _id, cameAt } = appointment;
  const asJudged = {
    _id,
    status: "booked" as const,
    "cameAt.client": mongoose.trusted({ $exists: cameAt.client !== undefined }),
    "cameAt.counsellor": mongoose.trusted({ $exists: cameAt.counsellor !== undefined }),
  };
  await recordCancellation(services, asJudged, verdict(appointment, now));
}
