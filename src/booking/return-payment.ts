import { PaymentModel } from "../payments/payment-model.js";
import { refundPayment } from "../payments/refund-payment.js";
import type { Services } from "../services.js";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";

/**
 * Refunds what a cancelled appointment owes its client, and then clears its deadline, so that the sweep retries an interrupted
 * refund. Idempotent: repeating it moves no money twice.
 */
export async function returnPayment(services: Services, appointment: Appointment): Promise<void> {
  const { _id, chargeId, cancellation } = appointment;
  if (chargeId && cancellation && cancellation.refundCents > 0) {
    const payment = await PaymentModel.findOne({ appointmentId: _id, chargeId }).orFail().lean();
    await refundPayment(services, payment, cancellation.refundCents);
  }
  const asSeen = { _id, status: "cancelled" as const, "cancellation.refundCents": cancellation?.refundCents ?? 0 };
  await AppointmentModel.updateOne(asSeen, { $unset: { deadlineAt: 1 } });
}
