import { PaymentModel } from "../payments/payment-model.js";
import type { Services } from "../services.js";
import { AppointmentModel, type Appointment } from "./appointment-model.js";

/**
 * Returns what a cancelled appointment owes its client and settles its deadline. Until that is done the deadline stays, so
 * that an interrupted refund is taken up again; repeating it moves no money twice.
 */
export async function returnPayment(services: Services, appointment: Appointment): Promise<void> {
  const { _id, chargeId, cancellation } = appointment;
  if (chargeId && cancellation && cancellation.refundCents > 0) {
    await services.gateway.refund(chargeId);
    await PaymentModel.updateOne(
      { appointmentId: _id, chargeId, status: "approved" },
      { $set: { status: "refunded" } },
    );
  }
  await AppointmentModel.updateOne({ _id, status: "cancelled" }, { $unset: { deadlineAt: 1 } });
}
