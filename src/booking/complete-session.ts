import type mongoose from "mongoose";
import { authorize, type Person } from "../access/permissions.js";
import { Conflict } from "../platform/errors.js";
import type { Services } from "../services.js";
import { AppointmentModel, uncounted, type Appointment } from "../appointments/appointment-model.js";
import { cancellationFor, joinWindow } from "../appointments/appointment-rules.js";
import { AttendanceModel } from "../appointments/attendance-model.js";
import { haveMet, whoAttended } from "../appointments/attendance-rules.js";
import { recordCancellation } from "./record-cancellation.js";
import type { Party } from "../protocol/messages.js";
import { among, notAfter } from "../platform/queries.js";

/**
 * Ends a live session for both, requested by its counsellor. One in which the two have hardly met is cancelled instead, judged by who
 * attended. Throws Conflict when it is not live.
 */
export async function endSession(services: Services, actor: Person, appointmentId: string): Promise<void> {
  const appointment = await AppointmentModel.findById(appointmentId).lean();
  authorize(actor, "session.end", appointment);
  const ended = await complete(services, { _id: appointment._id }, "counsellor");
  const again = await AppointmentModel.exists({ _id: appointment._id, status: among(["completed", "cancelled"]) });
  if (!ended && !again) throw new Conflict("This session has not begun, so there is nothing to end.");
}

/** The same for a live session after its end, once both have left or the room has closed; not one that was just extended. */
export async function completeElapsed(services: Services, appointment: Appointment, now: Date): Promise<void> {
  const { _id, endsAt } = appointment;
  const hasLeft = notAfter(now);
  const bothLeft = { _id, endsAt, "presentUntil.client": hasLeft, "presentUntil.counsellor": hasLeft };
  const roomClosed = now >= joinWindow(appointment).closesAt;
  await complete(services, roomClosed ? { _id, endsAt } : bothLeft, "system");
}

async function complete(
  services: Services,
  which: mongoose.QueryFilter<Appointment> & { _id: Appointment["_id"] },
  by: Party | "system",
): Promise<boolean> {
  const at = services.clock.now();
  const live = await AppointmentModel.findOne({ ...which, status: "live" }).lean();
  if (!live) return false;
  const entries = await AttendanceModel.find({ appointmentId: live._id }).lean();
  if (!haveMet(live, entries, at)) {
    const cancellation = cancellationFor(whoAttended(live, entries, at), live, at);
    return recordCancellation(services, { ...which, status: "live" }, cancellation);
  }
  const completed = await AppointmentModel.findOneAndUpdate(
    { ...which, status: "live" },
    {
      $set: { status: "completed", endedAt: at, recordDueSince: at, ...uncounted() },
      $unset: { ticks: 1, deadlineAt: 1 },
      $push: { history: { at, by, what: "completed" } },
    },
  );
  if (!completed) return false;
  services.rooms.tell(`room:${which._id.toString()}`, { type: "room.ended", how: "completed" });
  await services.changed(completed.counsellorId);
  return true;
}
