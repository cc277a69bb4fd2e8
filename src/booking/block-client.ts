import { authorize, type Person } from "../access/permissions.js";
import { isDuplicate } from "../platform/database.js";
import type { Services } from "../services.js";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { BlockModel } from "../appointments/block-model.js";
import { releaseHolds } from "./release-hold.js";

/**
 * Stops or allows further bookings by the client of one of the actor's appointments. Booked sessions stay. The client's holds are
 * released; one placed at the same moment is refused when they pay.
 */
export async function blockClient(
  services: Services,
  actor: Person,
  { appointmentId, isBlocked }: { appointmentId: string; isBlocked: boolean },
): Promise<void> {
  const appointment = await AppointmentModel.findById(appointmentId).lean();
  authorize(actor, "client.block", appointment);
  const pair = { counsellorId: appointment.counsellorId, clientId: appointment.clientId };
  if (!isBlocked) {
    await BlockModel.deleteOne(pair);
    return;
  }
  try {
    await BlockModel.create({ ...pair, at: services.clock.now() });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
  }
  await releaseHolds(services, pair);
}

/** Whether the counsellor of an appointment has stopped bookings by its client. */
export async function isClientBlocked({
  counsellorId,
  clientId,
}: Pick<Appointment, "counsellorId" | "clientId">): Promise<boolean> {
  return (await BlockModel.exists({ counsellorId, clientId })) !== null;
}
