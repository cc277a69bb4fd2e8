import { authorize, type Person } from "../access/permissions.js";
import { AppointmentModel, uncounted } from "../appointments/appointment-model.js";
import { canReturnAnyway } from "../appointments/appointment-rules.js";
import { Conflict } from "../platform/errors.js";
import type { Services } from "../services.js";
import { returnPayment } from "./return-payment.js";

/**
 * Returns all of what a client lost by cancelling late or not coming, or waives what they owe, requested by the counsellor. It
 * happens once, however often it is requested. Throws Conflict where nothing was lost.
 */
export async function returnAnyway(services: Services, actor: Person, appointmentId: string): Promise<void> {
  const appointment = await AppointmentModel.findById(appointmentId).lean();
  authorize(actor, "payment.return", appointment);
  const { _id, priceCents, history, cancellation } = appointment;
  if (history.some(({ what }) => what === "returned")) return;
  if (!canReturnAnyway(appointment)) throw new Conflict("There is nothing to return for this session.");
  const at = services.clock.now();
  const returned = await AppointmentModel.findOneAndUpdate(
    { _id, status: "cancelled", "cancellation.refundCents": 0, priceCents },
    {
      $set: {
        cancellation: { ...cancellation!, refundCents: priceCents },
        deadlineAt: at,
        needsNotice: true,
        ...uncounted(),
      },
      $push: { history: { at, by: "counsellor", what: "returned" } },
    },
    { returnDocument: "after" },
  ).lean();
  if (returned) await returnPayment(services, returned);
}
