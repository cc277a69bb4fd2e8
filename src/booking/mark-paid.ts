import { authorize, type Person } from "../access/permissions.js";
import { AppointmentModel, uncounted, type Appointment } from "../appointments/appointment-model.js";
import { Conflict } from "../platform/errors.js";
import { BOOKED_ONCE, wasBooked } from "../appointments/appointment-rules.js";
import { absent, among } from "../platform/queries.js";
import type { Services } from "../services.js";
import { canUnmark } from "./paid-rules.js";

/**
 * Marks a session that is paid directly as paid, or within 14 days as not paid after all, requested by its counsellor. Repeating it
 * changes nothing. Throws Conflict for sessions paid otherwise, and for a mark that is too old to undo.
 */
export async function markPaid(
  services: Services,
  actor: Person,
  { appointmentId, isPaid }: { appointmentId: string; isPaid: boolean },
): Promise<void> {
  const appointment = await AppointmentModel.findById(appointmentId).lean();
  authorize(actor, "payment.mark", appointment);
  if (appointment.payBy !== "direct" || !wasBooked(appointment)) throw new Conflict();
  await (isPaid ? mark(appointment, services.clock.now()) : unmark(appointment, services.clock.now()));
}

async function mark({ _id }: Appointment, at: Date): Promise<void> {
  await AppointmentModel.updateOne(
    { _id, payBy: "direct", status: among(BOOKED_ONCE), paidDirectlyAt: absent },
    {
      $set: { paidDirectlyAt: at, ...uncounted() },
      $push: { history: { at, by: "counsellor", what: "paid" } },
    },
  );
}

async function unmark({ _id, paidDirectlyAt }: Appointment, at: Date): Promise<void> {
  if (!paidDirectlyAt) return;
  if (!canUnmark(paidDirectlyAt, at))
    throw new Conflict("You marked it as paid more than 14 days ago, so it can no longer be changed.");
  await AppointmentModel.updateOne(
    { _id, paidDirectlyAt },
    {
      $set: uncounted(),
      $unset: { paidDirectlyAt: 1 },
      $push: { history: { at, by: "counsellor", what: "unpaid" } },
    },
  );
}
