import { authorize, type Person } from "../access/permissions.js";
import { isDuplicate } from "../platform/database.js";
import { Conflict } from "../platform/errors.js";
import type { Services } from "../services.js";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { furtherTicks, addMinutes } from "../appointments/appointment-rules.js";
import { releaseExpiredHolds } from "./release-expired-holds.js";

/**
 * Extends a live session at its counsellor's request by claiming the time after it for both. Returns the updated appointment. Throws
 * Conflict when that time is taken for either of them, or the session is not live.
 */
export async function extendSession(
  services: Services,
  actor: Person,
  { appointmentId, minutes }: { appointmentId: string; minutes: number },
): Promise<Appointment> {
  const appointment = await AppointmentModel.findById(appointmentId).lean();
  authorize(actor, "session.extend", appointment);
  const ticks = furtherTicks(appointment.ticks ?? [], minutes);
  await releaseExpiredHolds(services, appointment, ticks);
  const extended = await claimExtension(services, appointment, { minutes, ticks });
  if (!extended) throw new Conflict("This session is not live, or has just been extended.");
  await services.changed(extended.counsellorId);
  return extended;
}

async function claimExtension(
  services: Services,
  { _id, endsAt }: Appointment,
  { minutes, ticks }: { minutes: number; ticks: number[] },
): Promise<Appointment | null> {
  const longer = addMinutes(endsAt, minutes);
  try {
    return await AppointmentModel.findOneAndUpdate(
      { _id, status: "live", endsAt },
      {
        $set: { endsAt: longer, deadlineAt: longer },
        $push: {
          ticks: { $each: ticks },
          history: { at: services.clock.now(), by: "counsellor", what: "extended" },
        },
      },
      { returnDocument: "after" },
    ).lean();
  } catch (error) {
    // Saying whose time it is would reveal the client's other sessions to the counsellor.
    throw isDuplicate(error) ? new Conflict(`The next ${minutes} minutes are not free.`) : error;
  }
}
