import type { Services } from "../services.js";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { among, atMost } from "../platform/queries.js";

/**
 * Deletes the holds of either of the two that claim one of these ticks and have run out, though no timer has noticed: whoever
 * claims ticks calls this first.
 */
export async function releaseExpiredHolds(
  services: Services,
  { counsellorId, clientId }: Pick<Appointment, "counsellorId" | "clientId">,
  ticks: number[],
): Promise<void> {
  const ended = {
    ticks: among(ticks),
    status: "held" as const,
    deadlineAt: atMost(services.clock.now()),
  };
  await AppointmentModel.deleteMany({ ...ended, counsellorId });
  await AppointmentModel.deleteMany({ ...ended, clientId });
}
