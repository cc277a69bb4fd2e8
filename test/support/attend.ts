import type mongoose from "mongoose";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { AttendanceModel } from "../../src/appointments/attendance-model.js";
import { addMinutes } from "../../src/platform/minutes-rules.js";
import type { Party } from "../../src/protocol/messages.js";
import { renewPresence } from "../../src/room/renew-presence.js";
import type { TestSite } from "./test-site.js";

/** Writes down that one of a session's two people was in its room from `from` until `to`, or still is where there is no `to`. */
export async function attend(
  appointmentId: mongoose.Types.ObjectId | string,
  role: Party,
  from: Date,
  to?: Date,
): Promise<void> {
  const came = { $min: { [`cameAt.${role}`]: from } };
  const { _id, ...session } = await AppointmentModel.findByIdAndUpdate(appointmentId, came).orFail().lean();
  const whose = { appointmentId: _id, accountId: session[`${role}Id`], role };
  const arrival = await AttendanceModel.create({ ...whose, what: "joined", at: from });
  if (to) await AttendanceModel.create({ ...whose, what: "left", at: to, ends: arrival._id });
}

/** Writes down that both were in the room together for five minutes from its start on. */
export async function meet(appointmentId: mongoose.Types.ObjectId | string): Promise<void> {
  const { startsAt } = await AppointmentModel.findById(appointmentId).orFail().lean();
  for (const role of ["client", "counsellor"] as const) {
    await attend(appointmentId, role, startsAt, addMinutes(startsAt, 5));
  }
}

/** Lets minutes pass in which both, or only these, stay in the room. */
export async function stayInRoom(
  { services, clock }: TestSite,
  appointmentId: string,
  minutes: number,
  parties: Party[] = ["client", "counsellor"],
): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    clock.advance({ minutes: 1 });
    await renewPresence(
      services,
      parties.map((party) => ({ appointmentId, party })),
    );
  }
}
