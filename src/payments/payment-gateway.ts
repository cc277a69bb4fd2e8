/** A card as it was entered. It goes to the gateway and nowhere else. */
export interface Card {
  number: string;
  expiryMonth: number;
  expiryYear: number;
  securityCode: string;
}

export interface ChargeOutcome {
  id: string;
  status: "approved" | "declined";
  /** Why the card was declined, in words for its owner. */
  explanation?: string;
  lastFour: string;
  brand: string;
}

/** What HealSpace needs of a payment provider. A repeated idempotency key gives the first outcome and moves no money again. */
export interface PaymentGateway {
  charge(request: { key: string; amountCents: number; card: Card; reference: string }): Promise<ChargeOutcome>;
  /** Returns the whole charge. Repeating it changes nothing. */
  refund(request: { chargeId: string; amountCents: number; key: string }): Promise<void>;
}
