import type { Person } from "../access/permissions.js";
import { findLatestPayment } from "../payments/find-payments.js";
import type { Services } from "../services.js";
import { followPayment } from "./follow-payment.js";

/** Asks the gateway now what became of the actor's payment for a hold, and acts on it; otherwise the sweep does. */
export async function checkPayment(services: Services, actor: Person, holdId: string): Promise<void> {
  const payment = await findLatestPayment(actor, holdId);
  if (payment?.status === "pending") await followPayment(services, payment);
}
