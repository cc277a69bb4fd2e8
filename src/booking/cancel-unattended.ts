import type { Services } from "../services.js";
import type { Appointment } from "../appointments/appointment-model.js";
import { cancellationFor } from "../appointments/appointment-rules.js";
import { recordCancellation } from "./record-cancellation.js";
import { absent, notAfter, present } from "../platform/queries.js";

/**
 * Cancels a booked session whose two people did not meet in time. The write is conditional on the recorded arrivals and on not both
 * being present, so the next sweep sees someone who arrives at this moment.
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
