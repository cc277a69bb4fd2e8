import type { Services } from "../services.js";
import type { ChargeOutcome } from "./charge-rules.js";
import { idempotencyKey, PaymentModel, type Payment } from "./payment-model.js";
import { absent } from "../platform/queries.js";

/**
 * Refunds all or part of a payment. The amount is stored before the gateway is asked, and the first amount counts. Idempotent, so
 * an interrupted refund can be repeated.
 */
export async function refundPayment(services: Services, payment: Payment, amount: number): Promise<void> {
  const { _id, chargeId = "" } = payment;
  const refund = { cents: amount, status: "asked" as const, askedAt: services.clock.now() };
  await PaymentModel.updateOne({ _id, refund: absent }, { $set: { refund } });
  const written = await PaymentModel.findById(_id, { refund: 1 }).orFail().lean();
  const made = await services.gateway.refund({
    chargeId,
    key: refundKey(payment),
    amountCents: written.refund?.cents ?? amount,
  });
  await PaymentModel.updateOne({ _id }, { $set: { status: "refunded" } });
  if (made.status === "returned") await noteReturned(services, payment);
}

/** Records that the refund has arrived, if the gateway says so. */
export async function followRefund(services: Services, payment: Payment, { refunds }: ChargeOutcome): Promise<void> {
  const isReturned = refunds.some(({ key, status }) => key === refundKey(payment) && status === "returned");
  if (isReturned) await noteReturned(services, payment);
}

const refundKey = (payment: Payment): string => `${idempotencyKey(payment)}:refund`;

async function noteReturned(services: Services, { _id }: Payment): Promise<void> {
  await PaymentModel.updateOne(
    { _id, "refund.status": "asked" },
    { $set: { "refund.status": "returned", "refund.returnedAt": services.clock.now(), needsNotice: true } },
  );
}
