import type { GatewayEvent } from "../payments/charge-rules.js";
import { attemptOf, idempotencyKey, PaymentModel, type Payment } from "../payments/payment-model.js";
import { followRefund } from "../payments/refund-payment.js";
import type { Services } from "../services.js";
import { addMinutes } from "../appointments/appointment-rules.js";
import { decline, settlePayment, type Settled } from "./settle-payment.js";

/** By now no request that could still charge this payment is on its way. */
const GIVEN_UP_AFTER_MINUTES = 30;

/**
 * Asks the gateway what became of a payment and acts on it. One that never arrived, or that nobody has confirmed for long, is
 * given up; should it be approved even addMinutes, it is returned.
 */
export async function followPayment(services: Services, payment: Payment): Promise<Settled> {
  const outcome = await services.gateway.findCharge(idempotencyKey(payment));
  const settled = outcome ? await settlePayment(services, payment, outcome) : "pending";
  if (settled !== "pending") return settled;
  if (payment.at > addMinutes(services.clock.now(), -GIVEN_UP_AFTER_MINUTES)) return "pending";
  await decline(payment);
  return "declined";
}

/**
 * Handles what the gateway tells. An event only says where to look: what counts is what the gateway answers then, so that
 * events may come twice, late and in any order.
 */
export async function handlePaymentEvent(services: Services, event: GatewayEvent): Promise<void> {
  const payment = await PaymentModel.findOne(attemptOf(event.key)).lean();
  const isOpen = payment?.status === "pending" || payment?.status === "declined";
  const isAwaited = payment?.refund?.status === "asked";
  if (!payment || !(isOpen || isAwaited)) return;
  const outcome = await services.gateway.findCharge(event.key);
  if (outcome && isOpen) await settlePayment(services, payment, outcome);
  if (outcome && isAwaited) await followRefund(services, payment, outcome);
}
