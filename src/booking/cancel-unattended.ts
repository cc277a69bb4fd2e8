import type { Services } from "../services.js";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { cancellationFor } from "../appointments/appointment-rules.js";
import { AttendanceModel } from "../appointments/attendance-model.js";
import { whenAttended, whoAttended } from "../appointments/attendance-rules.js";
import { recordCancellation } from "./record-cancellation.js";
import { absent } from "../platform/queries.js";

/**
 * Cancels a booked session whose two people did not meet in time, judged by who attended. Someone who has just come is waited for
 * until they have attended, or have left. The write is conditional on nobody having come, left or stayed on since it was judged, so
 * that the next sweep judges again.
 */
export async function cancelUnattended(services: Services, { _id }: Appointment, now: Date): Promise<void> {
  const appointment = await AppointmentModel.findOne({ _id, status: "booked" }).lean();
  if (!appointment || areBothPresent(appointment, now)) return;
  // Read afterwards: a lease is given up only once the departure is recorded.
  const entries = await AttendanceModel.find({ appointmentId: _id }).lean();
  const asJudged = {
    _id,
    status: "booked" as const,
    deadlineAt: appointment.deadlineAt ?? absent,
    "presentUntil.client": appointment.presentUntil.client ?? absent,
    "presentUntil.counsellor": appointment.presentUntil.counsellor ?? absent,
  };
  const later = whenAttended(appointment, entries, now);
  if (later) await AppointmentModel.updateOne(asJudged, { $set: { deadlineAt: later } });
  else
    await recordCancellation(
      services,
      asJudged,
      cancellationFor(whoAttended(appointment, entries, now), appointment, now),
    );
}

function areBothPresent({ presentUntil: { client, counsellor } }: Appointment, now: Date): boolean {
  return client !== undefined && counsellor !== undefined && client > now && counsellor > now;
}
