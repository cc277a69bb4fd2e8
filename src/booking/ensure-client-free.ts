import { Conflict } from "../platform/errors.js";
import { among, not } from "../platform/queries.js";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";

/**
 * Throws Conflict when the client has another session at any of these ticks, so that no hold is released in vain. Their own holds
 * do not count. In a race, the unique index decides.
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
