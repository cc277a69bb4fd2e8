import mongoose from "mongoose";
import { authorize, type Actor } from "../access/permissions.js";
import { findAvailability } from "../availability/find-availability.js";
import { ensureOffered } from "../availability/find-slots.js";
import { ticksOf } from "../availability/slot-rules.js";
import { refreshListing } from "../counsellors/refresh-listings.js";
import { isDuplicate } from "../platform/database.js";
import { Conflict } from "../platform/errors.js";
import type { Services } from "../services.js";
import { AppointmentModel, type Appointment } from "./appointment-model.js";
import { attendanceDeadline, isReschedulable, later, minutesOf } from "./appointment-rules.js";
import { releaseHolds } from "./release-hold.js";

/**
 * Moves a booked session to another time, at its client's word: one write gives up the old claim and takes the new one.
 * `from` is the start that they saw. Throws Conflict when it is too late, the new time is not free, or it was moved meanwhile.
 */
export async function rescheduleAppointment(
  services: Services,
  actor: Actor,
  { appointmentId, from, startsAt }: { appointmentId: string; from: Date; startsAt: Date },
): Promise<void> {
  const appointment = await AppointmentModel.findById(appointmentId).lean();
  authorize(actor, "appointment.reschedule", appointment);
  if (!isReschedulable(appointment, services.clock.now())) {
    throw new Conflict("This session can no longer be moved.");
  }
  const wish = {
    counsellorId: String(appointment.counsellorId),
    minutes: minutesOf(appointment),
    clientId: actor.id,
    movingId: appointmentId,
  };
  await ensureOffered(services, wish, startsAt);
  await giveUpHoldsInTheWay(services, appointment, startsAt);
  const moved = await move(services, appointment, from, startsAt);
  if (!moved) throw new Conflict("This session was changed in the meantime. Please look again.");
  await refreshListing(services, appointment.counsellorId);
}

async function move(
  services: Services,
  { _id, counsellorId, ...appointment }: Appointment,
  from: Date,
  startsAt: Date,
): Promise<boolean> {
  const endsAt = later(startsAt, minutesOf(appointment));
  const { bufferMinutes } = await findAvailability(String(counsellorId));
  const moved = {
    startsAt,
    endsAt,
    ticks: ticksOf(startsAt, endsAt, bufferMinutes),
    deadlineAt: attendanceDeadline({ startsAt, endsAt }),
    untold: true as const,
  };
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

/** The client's own hold, and others that have run out though no timer has noticed. */
async function giveUpHoldsInTheWay(
  services: Services,
  { clientId, counsellorId, ...appointment }: Appointment,
  startsAt: Date,
): Promise<void> {
  await releaseHolds(services, { clientId });
  const ticks = ticksOf(startsAt, later(startsAt, minutesOf(appointment)), 60);
  await AppointmentModel.deleteMany({
    counsellorId,
    ticks: mongoose.trusted({ $in: ticks }),
    status: "held",
    deadlineAt: mongoose.trusted({ $lte: services.clock.now() }),
  });
}
