import type mongoose from "mongoose";
import type { Services } from "../services.js";
import { AppointmentModel, uncounted, type Appointment } from "../appointments/appointment-model.js";
import type { Cancellation } from "../appointments/appointment-rules.js";
import { endOffers } from "./end-offers.js";
import { returnPayment } from "./return-payment.js";

/**
 * Cancels the appointment that `which` matches, releases its claim, tells its room and refunds what it owes. False when it no
 * longer matches. The deadline stays until the refund is under way, so that the next sweep resumes an interrupted one.
 */
export async function recordCancellation(
  services: Services,
  which: mongoose.QueryFilter<Appointment> & { _id: Appointment["_id"]; status: "booked" | "live" },
  cancellation: Cancellation,
): Promise<boolean> {
  const { at, by } = cancellation;
  const cancelled = await AppointmentModel.findOneAndUpdate(
    which,
    {
      $set: {
        status: "cancelled",
        cancellation,
        deadlineAt: at,
        needsNotice: true,
        ...uncounted(),
      },
      // A client who missed their first talk has had it. After any other cancellation, they can book it again.
      $unset: { ticks: 1, ...(cancellation.reason !== "client absent" && { firstTalk: 1 }) },
      $push: { history: { at, by, what: "cancelled" } },
    },
    { returnDocument: "after" },
  ).lean();
  if (!cancelled) return false;
  services.rooms.tell(`room:${which._id.toString()}`, { type: "room.ended", how: "cancelled" });
  await endOffers(services, { moves: which._id }, "system", "lapsed");
  await services.changed(cancelled.counsellorId);
  await returnPayment(services, cancelled);
  return true;
}
