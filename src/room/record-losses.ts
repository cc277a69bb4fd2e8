import type { Appointment } from "../appointments/appointment-model.js";
import { AttendanceModel } from "./attendance-model.js";

/**
 * Writes down the leaving of those whose stay nobody saw end, such as over a restart of the server: by the end of their
 * lease they were gone. Called once, when the session ends.
 */
export async function recordLosses(appointment: Appointment, now: Date): Promise<void> {
  for (const role of ["client", "counsellor"] as const) {
    const leaseEnd = appointment.presentUntil[role];
    if (!leaseEnd || leaseEnd > now) continue;
    const last = await AttendanceModel.findOne({ appointmentId: appointment._id, role })
      .sort({ at: -1, _id: -1 })
      .lean();
    if (last?.what !== "joined") continue;
    const { appointmentId, accountId } = last;
    await AttendanceModel.create({ appointmentId, accountId, role, what: "left", at: leaseEnd });
  }
}
