import type { Card, ChargeOutcome } from "./card-rules.js";

/** What HealSpace needs of a payment provider. */
export interface PaymentGateway {
  /** Charges a card. Repeating a key gives the first outcome and moves no money again, whatever else is in the request. */
  charge(request: { key: string; amountCents: number; card: Card }): Promise<ChargeOutcome>;
  /** What became of the charge with this key; null when it never arrived. */
  findCharge(key: string): Promise<ChargeOutcome | null>;
  /** Returns a whole charge. Repeating it changes nothing. */
  refund(chargeId: string): Promise<void>;
}
