import { authorize, type Person } from "../access/permissions.js";
import { Conflict } from "../platform/errors.js";
import type { Services } from "../services.js";
import { AppointmentModel } from "../appointments/appointment-model.js";
import { cancellationTerms, partyOf } from "../appointments/appointment-rules.js";
import { recordCancellation } from "./record-cancellation.js";

/**
 * Cancels a booked session, requested by either participant. `expectedRefund` is the refund they were shown. Throws Conflict,
 * and changes nothing, when the terms have changed since or the session has begun.
 */
export async function cancelAppointment(
  services: Services,
  actor: Person,
  appointmentId: string,
  expectedRefund: number,
): Promise<void> {
  const appointment = await AppointmentModel.findById(appointmentId).lean();
  authorize(actor, "appointment.cancel", appointment);
  if (appointment.status === "cancelled") return;
  const now = services.clock.now();
  const by = partyOf(appointment, actor.id);
  const terms = cancellationTerms(appointment, by, now);
  if (!terms) throw new Conflict("This session can no longer be cancelled.");
  if (terms.refundCents !== expectedRefund)
    throw new Conflict("The refund has changed since you opened this page. Please check it and confirm again.");

  const cancellation = { by, reason: "chosen" as const, at: now, refundCents: terms.refundCents };
  const asJudged = { _id: appointment._id, status: "booked" as const, startsAt: appointment.startsAt };
  if (!(await recordCancellation(services, asJudged, cancellation))) throw new Conflict();
}
