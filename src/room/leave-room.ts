import { AppointmentModel } from "../appointments/appointment-model.js";
import type { Services } from "../services.js";
import type { Attendance } from "./attendance-model.js";
import { recordLeaving } from "./record-attendance.js";

/**
 * Writes down that a person left, whose joining this was. Someone who meant to go is gone at once; someone whose connection
 * broke counts as present until their lease runs out, so that they can come back.
 */
export async function leaveRoom(
  { clock }: Pick<Services, "clock">,
  joining: Attendance,
  { meant }: { meant: boolean },
): Promise<void> {
  const lease = { [`presentUntil.${joining.role}`]: 1 };
  if (meant) await AppointmentModel.updateOne({ _id: joining.appointmentId }, { $unset: lease });
  await recordLeaving(joining, clock.now());
}
