import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { attendanceDeadline } from "../appointments/appointment-rules.js";
import { findAvailability } from "../availability/find-availability.js";
import { ticksOf } from "../availability/slot-rules.js";
import { isDuplicate } from "../platform/database.js";
import type { Services } from "../services.js";

/**
 * Moves a session to the other time that its client has accepted, and ends the offer of it. Idempotent: the sweep resumes an
 * interrupted one. False when the session can no longer move there.
 */
export async function finishMove(services: Services, offer: Appointment): Promise<boolean> {
  const hasMoved = await move(services, offer);
  const at = services.clock.now();
  const entry = hasMoved
    ? { at, by: "client" as const, what: "accepted" as const }
    : { at, by: "system" as const, what: "lapsed" as const };
  await AppointmentModel.updateOne(
    { _id: offer._id, status: "offered", moving: true },
    {
      $set: { status: "void", ...(!hasMoved && { needsNotice: true }) },
      $unset: { deadlineAt: 1, ticks: 1 },
      $push: { history: entry },
    },
  );
  await services.changed(offer.counsellorId);
  return hasMoved;
}

async function move(services: Services, { moves, movesFrom, startsAt, endsAt, counsellorId }: Appointment) {
  const now = services.clock.now();
  if (!movesFrom || movesFrom <= now) return false;
  const { bufferMinutes } = await findAvailability(String(counsellorId));
  const moved = { startsAt, endsAt, ticks: ticksOf(startsAt, endsAt, bufferMinutes) };
  const entry = { at: now, by: "client" as const, what: "rescheduled" as const, from: movesFrom };
  try {
    const { matchedCount } = await AppointmentModel.updateOne(
      { _id: moves!, status: "booked", startsAt: movesFrom },
      { $set: { ...moved, deadlineAt: attendanceDeadline(moved), needsNotice: true }, $push: { history: entry } },
    );
    return matchedCount === 1 || (await AppointmentModel.exists({ _id: moves!, status: "booked", startsAt })) !== null;
  } catch (error) {
    if (isDuplicate(error)) return false;
    throw error;
  }
}
