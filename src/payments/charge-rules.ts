/** "confirming": awaiting the owner; "processing": awaiting the bank. */
export type ChargeStatus = "approved" | "declined" | "confirming" | "processing";

/** A charge as the gateway tells of it. */
export interface ChargeOutcome {
  /** The gateway's id of the charge. */
  id: string;
  status: ChargeStatus;
  /** Why a card was declined, in words for its owner. */
  explanation?: string;
  lastFour: string;
  brand: string;
  /** Refunds that have arrived or are on their way. */
  refunds: RefundOutcome[];
}

export interface RefundOutcome {
  key: string;
  amountCents: number;
  status: "pending" | "returned";
}

/** Something about a charge has changed. Ask the gateway for its current state. */
export interface GatewayEvent {
  id: string;
  /** The key that the charge was asked for with. */
  key: string;
  type: `charge.${ChargeStatus}` | `refund.${RefundOutcome["status"]}`;
}
