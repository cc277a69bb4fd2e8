import type { GatewayEvent } from "../payments/charge-rules.js";
import { attemptOf, idempotencyKey, PaymentModel, type Payment } from "../payments/payment-model.js";
import { followRefund } from "../payments/refund-payment.js";
import type { Services } from "../services.js";
import { addMinutes } from "../appointments/appointment-rules.js";
import { decline, settlePayment, type Settled } from "./settle-payment.js";

/** After this long, no request that could still charge this payment is under way. */
const ABANDONED_AFTER_MINUTES = 30;

/**
 * Asks the gateway for a payment's state and acts on it. One that never arrived, or that nobody confirmed for half an hour, counts as
 * declined; if it is approved later, its time is booked if still free, or it is refunded.
 */
export async function followPayment(services: Services, payment: Payment): Promise<Settled> {
  const outcome = await services.gateway.findCharge(idempotencyKey(payment));
  const settled = outcome ? await settlePayment(services, payment, outcome) : "pending";
  if (settled !== "pending") return settled;
  if (payment.at > addMinutes(services.clock.now(), -ABANDONED_AFTER_MINUTES)) return "pending";
  await decline(payment);
  return "declined";
}

/**
 * Handles an event of the gateway. It only says where to look: the gateway's current state counts, so events may come twice, late
 * and in any order.
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
