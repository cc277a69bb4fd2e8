import type { ChargeOutcome } from "../payments/charge-rules.js";
import { PaymentModel, type Payment } from "../payments/payment-model.js";
import { refundPayment } from "../payments/refund-payment.js";
import type { Services } from "../services.js";
import { AppointmentModel } from "../appointments/appointment-model.js";
import { bookPaidTime } from "./book-paid-time.js";
import { among } from "../platform/queries.js";

export type Settled = "pending" | "approved" | "declined" | "refunded";

/**
 * Brings an appointment and its payment to agree, from wherever they were left: an approved charge books the time, or is
 * returned when the time is gone; a declined one leaves the hold for another try; one that the bank is not done with waits.
 * Repeating this changes nothing.
 */
export async function settlePayment(services: Services, payment: Payment, outcome: ChargeOutcome): Promise<Settled> {
  const { id: chargeId, status: chargeStatus, lastFour, brand, explanation } = outcome;
  const shown = { chargeId, chargeStatus, lastFour, brand, ...(explanation && { explanation }) };
  await PaymentModel.updateOne({ _id: payment._id }, { $set: shown });
  switch (outcome.status) {
    case "confirming":
    case "processing":
      return "pending";
    case "declined":
      await decline(payment);
      return "declined";
    case "approved":
      return accept(services, { ...payment, chargeId });
  }
}

/** Gives up on a try at paying that came to nothing; the next one is another charge. */
export async function decline({ _id, appointmentId, attempt }: Payment): Promise<void> {
  const thisTry = { _id: appointmentId, status: "held" as const, paymentAttempt: attempt };
  await AppointmentModel.updateOne(thisTry, { $set: { paymentAttempt: attempt + 1 } });
  await PaymentModel.updateOne({ _id, status: "pending" }, { $set: { status: "declined" } });
}

async function accept(services: Services, payment: Payment & { chargeId: string }): Promise<Settled> {
  if (payment.status === "refunded") return "refunded";
  if (payment.status !== "approved" && !(await bookPaidTime(services, payment))) {
    await refundPayment(services, payment, payment.amountCents);
    return "refunded";
  }
  const isOpen = among(["pending", "declined"]);
  await PaymentModel.updateOne({ _id: payment._id, status: isOpen }, { $set: { status: "approved" } });
  return "approved";
}
