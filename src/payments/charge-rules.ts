/** "confirming": its owner has to confirm it first; "processing": the bank is not done yet. */
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
  /** The money that went back or is on its way back. */
  refunds: RefundOutcome[];
}

export interface RefundOutcome {
  key: string;
  amountCents: number;
  status: "pending" | "returned";
}

/** Tells that something about a charge has changed. What it is like now, the gateway has to be asked. */
export interface GatewayEvent {
  id: string;
  /** The key that the charge was asked for with. */
  key: string;
  type: `charge.${ChargeStatus}` | `refund.${RefundOutcome["status"]}`;
}
