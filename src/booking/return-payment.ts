import { PaymentModel } from "../payments/payment-model.js";
import { refundPayment } from "../payments/refund-payment.js";
import type { Services } from "../services.js";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";

/**
 * Returns what a cancelled appointment owes its client and settles its deadline. Until that is done the deadline stays, so
 * that an interrupted refund is taken up again; repeating it moves no money twice.
 */
export async function returnPayment(services: Services, appointment: Appointment): Promise<void> {
  const { _id, chargeId, cancellation } = appointment;
  if (chargeId && cancellation && cancellation.refundCents > 0) {
    const payment = await PaymentModel.findOne({ appointmentId: _id, chargeId }).orFail().lean();
    await refundPayment(services, payment, cancellation.refundCents);
  }
  await AppointmentModel.updateOne({ _id, status: "cancelled" }, { $unset: { deadlineAt: 1 } });
}
