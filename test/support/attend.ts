import type mongoose from "mongoose";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { AttendanceModel } from "../../src/appointments/attendance-model.js";
import type { Party } from "../../src/protocol/messages.js";

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
