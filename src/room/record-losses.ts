import mongoose from "mongoose";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import type { Party } from "../appointments/appointment-rules.js";
import { isDuplicate } from "../platform/database.js";
import type { Services } from "../services.js";
import { AttendanceModel } from "./attendance-model.js";

/**
 * Writes down the leaving of everyone whose stay nobody saw end, such as over a restart of the server: by the end of their
 * lease they were gone, or by the end of their session if that came sooner. However often and from however many processes,
 * each leaving is written once.
 */
export async function recordLosses({ clock }: Pick<Services, "clock">): Promise<void> {
  for (const party of ["client", "counsellor"] as const) {
    const lease = `presentUntil.${party}`;
    const isOver = mongoose.trusted({ $lte: clock.now() });
    for await (const appointment of AppointmentModel.find({ [lease]: isOver })
      .lean()
      .cursor()) {
      await recordLoss(appointment, party);
      // Last, so that an interrupted one is done again.
      await AppointmentModel.updateOne({ _id: appointment._id, [lease]: isOver }, { $unset: { [lease]: 1 } });
    }
  }
}

async function recordLoss(appointment: Appointment, role: Party): Promise<void> {
  const { _id: appointmentId, presentUntil, endedAt, cancellation } = appointment;
  const last = await AttendanceModel.findOne({ appointmentId, role }).sort({ at: -1, _id: -1 }).lean();
  if (last?.what !== "joined") return;
  const ends = [presentUntil[role], endedAt, cancellation?.at].filter((end) => end !== undefined);
  const at = new Date(Math.max(last.at.getTime(), Math.min(...ends.map(Number))));
  const loss = { appointmentId, accountId: last.accountId, role, what: "left", at, lostAfter: last._id } as const;
  await AttendanceModel.create(loss).catch((error: unknown) =>
    isDuplicate(error) ? undefined : Promise.reject(error as Error),
  );
}
