import type { Services } from "../services.js";
import type { Appointment } from "../appointments/appointment-model.js";
import { cancellationFor } from "../appointments/appointment-rules.js";
import { recordCancellation } from "./record-cancellation.js";
import { absent, notAfter, present } from "../platform/queries.js";

/**
 * Gives up on a booked session whose two people did not meet in time. The write holds only while who came is still as it was
 * judged, and while not both are there: someone who arrives in this moment is seen at the next look.
 */
export async function cancelUnattended(services: Services, appointment: Appointment, now: Date): Promise<void> {
  const { _id, cameAt } = appointment;
  const isAway = notAfter(now);
  const asJudged = {
    _id,
    status: "booked" as const,
    "cameAt.client": cameAt.client !== undefined ? present : absent,
    "cameAt.counsellor": cameAt.counsellor !== undefined ? present : absent,
    $or: [{ "presentUntil.client": isAway }, { "presentUntil.counsellor": isAway }],
  };
  await recordCancellation(services, asJudged, cancellationFor(appointment, now));
}
