import type { Card } from "./card-rules.js";
import type { ChargeOutcome, GatewayEvent, RefundOutcome } from "./charge-rules.js";

/** The gateway did not answer, so the request may have been carried out or not. Repeating it with the same key is safe. */
export class NoAnswer extends Error {}

export interface ChargeOrder {
  /** Repeated with the same key, an order is carried out once. */
  key: string;
  amountCents: number;
  card: Card;
}

export interface RefundOrder {
  chargeId: string;
  /** Repeated with the same key, an order is carried out once. */
  key: string;
  amountCents: number;
}

/** What HealSpace needs from a payment provider. */
export interface PaymentGateway {
  /**
   * Charges a card. Repeating a key gives the first outcome and moves no money again, whatever else the order says. Throws
   * NoAnswer.
   */
  charge(order: ChargeOrder): Promise<ChargeOutcome>;
  /** What became of the charge with this key; null when it never arrived. */
  findCharge(key: string): Promise<ChargeOutcome | null>;
  /**
   * Returns a charge, or a part of it. Repeating a key changes nothing. Throws when more would go back than was charged.
   */
  refund(order: RefundOrder): Promise<RefundOutcome>;
  /** Where the owner of a card confirms a charge, for a browser to go to. The gateway sends it back to `returnTo`. */
  confirmationPage(chargeId: string, returnTo: string): string;
  /**
   * Hands over the events that were not handed over yet. Each comes at least once and in no certain order; one whose handling
   * fails comes again.
   */
  deliverEvents(handle: (event: GatewayEvent) => Promise<void>): Promise<void>;
}
