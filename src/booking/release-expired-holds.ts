import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { among, atMost, not } from "../platform/queries.js";
import type { Services } from "../services.js";

/**
 * Deletes expired holds of either person that claim one of these ticks, apart from the appointment's own. Call it before claiming
 * ticks: no timer may have fired yet.
 */
export async function releaseExpiredHolds(
  services: Services,
  { _id, counsellorId, clientId }: Pick<Appointment, "_id" | "counsellorId" | "clientId">,
  ticks: number[],
): Promise<void> {
  const expired = {
    _id: not(_id),
    ticks: among(ticks),
    status: "held" as const,
    deadlineAt: atMost(services.clock.now()),
  };
  await AppointmentModel.deleteMany({ ...expired, counsellorId });
  await AppointmentModel.deleteMany({ ...expired, clientId });
}
