import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import type { Party } from "../protocol/messages.js";
import type { Services } from "../services.js";
import { lastAttendance, recordLeaving } from "./record-attendance.js";
import { atMost } from "../platform/queries.js";

/**
 * Records the departure of everyone whose lease expired unnoticed, such as during a restart: at the end of the lease, or of the
 * session if that came first. Idempotent, also across processes.
 */
export async function recordLosses({ clock }: Pick<Services, "clock">): Promise<void> {
  for (const party of ["client", "counsellor"] as const) {
    const lease = `presentUntil.${party}`;
    const isOver = atMost(clock.now());
    for await (const appointment of AppointmentModel.find({ [lease]: isOver })
      .lean()
      .cursor()) {
      await recordLoss(appointment, party);
      // Last, so that an interrupted run is repeated.
      await AppointmentModel.updateOne({ _id: appointment._id, [lease]: isOver }, { $unset: { [lease]: 1 } });
    }
  }
}

async function recordLoss(appointment: Appointment, role: Party): Promise<void> {
  const { _id: appointmentId, presentUntil, endedAt, cancellation } = appointment;
  const last = await lastAttendance({ appointmentId, role });
  if (last?.what !== "joined") return;
  const ends = [presentUntil[role], endedAt, cancellation?.at].filter((end) => end !== undefined);
  await recordLeaving(last, new Date(Math.max(last.at.getTime(), Math.min(...ends.map(Number)))));
}
