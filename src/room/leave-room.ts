import type { Person } from "../access/permissions.js";
import { AppointmentModel } from "../appointments/appointment-model.js";
import { partyOf } from "../appointments/appointment-rules.js";
import type { Services } from "../services.js";
import { findRoom } from "./find-room.js";
import { recordAttendance } from "./record-attendance.js";

/**
 * Writes down that a person left. Someone who meant to go is gone at once; someone whose connection broke counts as present
 * until their lease runs out, so that they can come back. Throws NotFound.
 */
export async function leaveRoom(
  services: Services,
  actor: Person,
  { appointmentId, meant }: { appointmentId: string; meant: boolean },
): Promise<void> {
  const appointment = await findRoom(actor, appointmentId);
  const party = partyOf(appointment, actor.id);
  if (meant) {
    await AppointmentModel.updateOne({ _id: appointment._id }, { $unset: { [`presentUntil.${party}`]: 1 } });
  }
  await recordAttendance({ _id: appointment._id, actor, party, what: "left", at: services.clock.now() });
}
