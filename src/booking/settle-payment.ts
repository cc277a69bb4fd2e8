import type { ChargeOutcome } from "../payments/charge-rules.js";
import { PaymentModel, type Payment } from "../payments/payment-model.js";
import { refundPayment } from "../payments/refund-payment.js";
import type { Services } from "../services.js";
import { AppointmentModel } from "../appointments/appointment-model.js";
import { bookPaidTime } from "./book-paid-time.js";
import { among } from "../platform/queries.js";

export type Settled = "pending" | "approved" | "declined" | "refunded";

/**
 * Makes an appointment and its payment agree with the gateway: an approved charge books the time, or is refunded when the time is
 * gone; a declined one leaves the hold for another attempt; one that is not settled yet waits. Idempotent.
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

/** Marks a payment attempt as declined; the next attempt is a new charge. */
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
