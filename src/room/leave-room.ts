import { AppointmentModel } from "../appointments/appointment-model.js";
import type { Services } from "../services.js";
import type { Attendance } from "../appointments/attendance-model.js";
import { recordLeaving } from "./record-attendance.js";

/**
 * Records the departure that ends this arrival. Someone who left on purpose is absent immediately; someone who lost their connection
 * counts as present until their lease expires, so that they can come back.
 */
export async function leaveRoom(
  { clock }: Pick<Services, "clock">,
  joining: Attendance,
  { meant }: { meant: boolean },
): Promise<void> {
  await recordLeaving(joining, clock.now());
  const lease = { [`presentUntil.${joining.role}`]: 1 };
  if (meant) await AppointmentModel.updateOne({ _id: joining.appointmentId }, { $unset: lease });
}
