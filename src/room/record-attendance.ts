import type { Person } from "../access/permissions.js";
import type { Appointment } from "../appointments/appointment-model.js";
import type { Party } from "../appointments/appointment-rules.js";
import { AttendanceModel, type Attendance } from "./attendance-model.js";

interface Event {
  _id: Appointment["_id"];
  actor: Person;
  party: Party;
  what: Attendance["what"];
  at: Date;
}

/** Writes down that someone came or went. */
export async function recordAttendance({ _id, actor, party, what, at }: Event): Promise<void> {
  await AttendanceModel.create({ appointmentId: _id, accountId: actor.id, role: party, what, at });
}
