import { Conflict } from "../platform/errors.js";
import { among, not } from "../platform/queries.js";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";

/**
 * Throws Conflict where the client has another session at any of these ticks, before a hold of theirs is given up for nothing.
 * Their holds are not in the way. What decides in a race is the index.
 */
export async function ensureClientFree(
  { _id, clientId }: Pick<Appointment, "_id" | "clientId">,
  ticks: number[],
): Promise<void> {
  const other = {
    _id: not(_id),
    clientId,
    ticks: among(ticks),
    status: not("held"),
  };
  if (await AppointmentModel.exists(other)) throw new Conflict("You already have an appointment at that time.");
}
