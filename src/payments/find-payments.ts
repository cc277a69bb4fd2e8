import type { Person } from "../access/permissions.js";
import { NotFound } from "../platform/errors.js";
import { PaymentModel, type Payment } from "./payment-model.js";

export type LatestPayment = Payment;

/** The actor's latest attempt to pay for a hold, which may have expired since; null when there was none. */
export function findLatestPayment(actor: Person, holdId: string): Promise<LatestPayment | null> {
  return PaymentModel.findOne({ "hold.holdId": holdId, clientId: actor.id }).sort({ attempt: -1 }).lean();
}

/** The actor's payment by its charge. Throws NotFound when it is not theirs. */
export async function findPaymentByCharge(actor: Person, chargeId: string): Promise<Payment & { chargeId: string }> {
  const payment = await PaymentModel.findOne({ chargeId, clientId: actor.id }).lean();
  if (!payment) throw new NotFound();
  return { ...payment, chargeId };
}
