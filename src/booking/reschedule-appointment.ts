import { authorize, type Person } from "../access/permissions.js";
import { findOffered } from "../availability/find-slots.js";
import type { ClaimedTime } from "../availability/slot-rules.js";
import { isDuplicate } from "../platform/database.js";
import { Conflict } from "../platform/errors.js";
import { among } from "../platform/queries.js";
import type { Services } from "../services.js";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { attendanceDeadline, isReschedulable, minutesOf } from "../appointments/appointment-rules.js";
import { endOffers } from "./end-offers.js";
import { ensureClientFree } from "./ensure-client-free.js";
import { releaseExpiredHolds } from "./release-expired-holds.js";
import { releaseHolds } from "./release-hold.js";

/**
 * Moves a booked session to another time, requested by its client: one write releases the old claim and makes the new one. `from`
 * is the start that they saw. Throws Conflict when it is too late, the new time is the same or not free, or the session has moved.
 */
export async function rescheduleAppointment(
  services: Services,
  actor: Person,
  { appointmentId, from, startsAt }: { appointmentId: string; from: Date; startsAt: Date },
): Promise<void> {
  const appointment = await AppointmentModel.findById(appointmentId).lean();
  authorize(actor, "appointment.reschedule", appointment);
  if (!isReschedulable(appointment, services.clock.now())) {
    throw new Conflict("This session can no longer be moved.");
  }
  if (appointment.startsAt.getTime() !== from.getTime()) throw new Conflict(CHANGED);
  if (startsAt.getTime() === from.getTime())
    throw new Conflict("The session is already at that time. Please choose another.");
  const wish = {
    counsellorId: String(appointment.counsellorId),
    minutes: minutesOf(appointment),
    clientId: actor.id,
    movingId: appointmentId,
  };
  const claim = await findOffered(services, wish, startsAt);
  if (!(await move(services, appointment, claim))) throw new Conflict(CHANGED);
  await endOffers(services, { moves: appointment._id }, "system", "lapsed");
  await services.changed(appointment.counsellorId);
}

const CHANGED = "This session has changed since you opened this page. Please look again.";

async function move(services: Services, appointment: Appointment, claim: Required<ClaimedTime>): Promise<boolean> {
  const { _id, startsAt: from } = appointment;
  await ensureClientFree(appointment, claim.ticks, services.clock.now());
  await releaseHoldsAt(services, appointment, claim.ticks);
  const moved = { ...claim, deadlineAt: attendanceDeadline(claim), needsNotice: true as const };
  const entry = { at: services.clock.now(), by: "client" as const, what: "rescheduled" as const, from };
  try {
    const { modifiedCount } = await AppointmentModel.updateOne(
      { _id, status: "booked", startsAt: from },
      { $set: moved, $push: { history: entry } },
    );
    return modifiedCount === 1;
  } catch (error) {
    if (isDuplicate(error, "clientId")) throw new Conflict("You already have an appointment at that time.");
    throw isDuplicate(error) ? new Conflict("That time was just taken.") : error;
  }
}

/** Releases the client's own hold at that time, and expired ones. A hold at another time stays. */
async function releaseHoldsAt(services: Services, appointment: Appointment, ticks: number[]): Promise<void> {
  await releaseExpiredHolds(services, appointment, ticks);
  await releaseHolds(services, { clientId: appointment.clientId, ticks: among(ticks) });
}
