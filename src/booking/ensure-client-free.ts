import { Conflict } from "../platform/errors.js";
import { among, not } from "../platform/queries.js";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";

/**
 * Throws Conflict when the client has another session, or an open offer of one, at any of these ticks, so that no hold is released in vain. Their own holds
 * do not count. In a race, the unique index decides.
 */
export async function ensureClientFree(
  { _id, clientId }: Pick<Appointment, "_id" | "clientId">,
  ticks: number[],
  now: Date,
): Promise<void> {
  const claims = { _id: not(_id), clientId, ticks: among(ticks), status: not("held") };
  const other = await AppointmentModel.findOne(claims, { status: 1, deadlineAt: 1 }).lean();
  if (other?.status === "offered") {
    if (other.deadlineAt && other.deadlineAt <= now) return;
    throw new Conflict("A session is offered to you at that time. Please accept or decline it first.");
  }
  if (other) throw new Conflict("You already have an appointment at that time.");
}
