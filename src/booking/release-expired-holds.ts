import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { among, atMost, not, notAfter } from "../platform/queries.js";
import type { Services } from "../services.js";
import { endHold } from "./end-holds.js";
import { lapseOffer } from "./end-offers.js";

/**
 * Ends expired holds and offers of either person that claim one of these ticks, apart from the appointment's own. Call it before claiming
 * ticks: no timer may have fired yet.
 */
export async function releaseExpiredHolds(
  services: Services,
  { _id, counsellorId, clientId }: Pick<Appointment, "_id" | "counsellorId" | "clientId">,
  ticks: number[],
): Promise<void> {
  const now = services.clock.now();
  const expired = {
    _id: not(_id),
    ticks: among(ticks),
    status: among(["held", "offered"]),
    deadlineAt: atMost(now),
    offeredUntil: notAfter(now),
  };
  const found = await Promise.all([
    AppointmentModel.find({ ...expired, counsellorId }).lean(),
    AppointmentModel.find({ ...expired, clientId }).lean(),
  ]);
  for (const appointment of found.flat()) {
    if (appointment.status === "held") await endHold(services, appointment, { deadlineAt: atMost(now) });
    else await lapseOffer(services, appointment);
  }
}
