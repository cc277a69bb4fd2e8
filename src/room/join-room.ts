import mongoose from "mongoose";
import type { Person } from "../access/permissions.js";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { partyOf } from "../appointments/appointment-rules.js";
import { Conflict } from "../platform/errors.js";
import { after, among } from "../platform/queries.js";
import type { Services } from "../services.js";
import type { Attendance } from "../appointments/attendance-model.js";
import { findOpenRoom } from "./find-room.js";
import { EXPECTED, leaseEnd } from "./presence-rules.js";
import { recordJoining } from "./record-attendance.js";

/**
 * Lets a person into an open room and records their arrival. The session begins when both are present for the first time. Returns
 * the recorded arrival and the updated appointment. Throws NotFound, or Conflict when the room is not open.
 */
export async function joinRoom(
  services: Services,
  actor: Person,
  appointmentId: string,
): Promise<{ appointment: Appointment; joining: Attendance }> {
  const { _id, clientId } = await findOpenRoom(services, actor, appointmentId);
  const now = services.clock.now();
  const party = partyOf({ clientId }, actor.id);

  const stillOpen = { _id, status: among(EXPECTED) };
  const coming = { $min: { [`cameAt.${party}`]: now }, $max: { [`presentUntil.${party}`]: leaseEnd(now) } };
  const { matchedCount } = await AppointmentModel.updateOne(stillOpen, coming);
  if (matchedCount === 0) throw new Conflict("This session is over.");
  const accountId = new mongoose.Types.ObjectId(actor.id);
  const joining = await recordJoining({ appointmentId: _id, accountId, role: party, at: now });
  await beginIfBothPresent(_id, now);
  return { joining, appointment: await AppointmentModel.findById(_id).orFail().lean() };
}

/** Each writes their own presence before reading, so that the second to arrive sees both. */
async function beginIfBothPresent(_id: Appointment["_id"], now: Date): Promise<void> {
  const appointment = await AppointmentModel.findById(_id).orFail().lean();
  const present = after(now);
  await AppointmentModel.updateOne(
    { _id, status: "booked", "presentUntil.client": present, "presentUntil.counsellor": present },
    {
      $set: { status: "live", liveAt: now, deadlineAt: appointment.endsAt },
      $push: { history: { at: now, by: "system", what: "live" } },
    },
  );
}
