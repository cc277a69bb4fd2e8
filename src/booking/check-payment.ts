import type { Person } from "../access/permissions.js";
import { findLatestPayment } from "../payments/find-payments.js";
import type { Services } from "../services.js";
import { followPayment } from "./follow-payment.js";

/** Asks the gateway now for the state of the actor's payment for a hold, and acts on it, rather than leaving it to the sweep. */
export async function checkPayment(services: Services, actor: Person, holdId: string): Promise<void> {
  const payment = await findLatestPayment(actor, holdId);
  if (payment?.status === "pending") await followPayment(services, payment);
}
