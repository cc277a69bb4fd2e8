import type { Person } from "../access/permissions.js";
import type { AppointmentView } from "../appointments/with-people.js";
import type { Format } from "../web/format-rules.js";
import type { Payment } from "../payments/payment-model.js";

/** A payment under way, as its page shows it. */
export interface WaitingWords {
  amount: string;
  /** "by Visa ending in 4242", once the card is known. */
  card: string | null;
  heldUntil: string | null;
}

/** Writes a payment under way; `hold` is what it is for, as long as it is held. */
export function describeWaiting(
  { amountCents, brand, lastFour }: Payment,
  hold: AppointmentView | null,
  { zone }: Person,
  format: Format,
): WaitingWords {
  const until = hold?.status === "held" ? hold.deadlineAt : undefined;
  return {
    amount: format.money(amountCents),
    card: lastFour ? `by ${brand} ending in ${lastFour}` : null,
    heldUntil: until ? `${format.time(until, zone)} (${format.zoneName(zone)})` : null,
  };
}
