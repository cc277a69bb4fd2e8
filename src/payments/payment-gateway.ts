/** A card as it was entered. It goes to the gateway and nowhere else. */
export interface Card {
  /** Digits only. */
  number: string;
  /** 1 to 12. */
  expiryMonth: number;
  /** Four digits. */
  expiryYear: number;
  securityCode: string;
}

export interface ChargeOutcome {
  /** The gateway's id of the charge. */
  id: string;
  status: "approved" | "declined";
  /** Why a card was declined, in words for its owner. */
  explanation?: string;
  lastFour: string;
  brand: string;
}

/** What HealSpace needs of a payment provider. */
export interface PaymentGateway {
  /** Charges a card. Repeating a key gives the first outcome and moves no money again, whatever else is in the request. */
  charge(request: { key: string; amountCents: number; card: Card }): Promise<ChargeOutcome>;
  /** What became of the charge with this key; null when it never arrived. */
  findCharge(key: string): Promise<ChargeOutcome | null>;
  /** Returns a whole charge. Repeating it changes nothing. */
  refund(chargeId: string): Promise<void>;
}
