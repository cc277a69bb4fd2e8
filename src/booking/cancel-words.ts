import { hoursWords, windowWords, type Terms } from "../catalogue/terms-rules.js";
import type { Party } from "../protocol/messages.js";

/** What cancelling means, before it is confirmed. */
export interface CancelWords {
  sentence: string;
  /** Whether the sentence is a warning: money is lost. */
  isWarning: boolean;
  button: string;
}

/** What cancelling depends on; `price` is formatted. */
export interface Cancelling extends Terms {
  price: string;
  counsellorName: string;
  paidDirectlyAt?: Date | undefined;
}

const CANCEL = "Cancel the session";

/** Says what cancelling now means for the money. */
export function describeCancelling(terms: { refundCents: number }, session: Cancelling, by: Party): CancelWords {
  const plain = (sentence: string): CancelWords => ({ sentence, isWarning: false, button: CANCEL });
  if (by === "counsellor") return plain(byCounsellor(session));
  if (session.priceCents === 0) return plain("Nothing was paid for this session.");
  if (terms.refundCents > 0) return inTime(session);
  const { price, counsellorName, payBy, paidDirectlyAt, windowHours } = session;
  const late = `It starts in less than ${hoursWords(windowHours)}. You can cancel, but`;
  if (payBy === "direct" && !paidDirectlyAt) {
    const sentence = `${late} you still owe ${counsellorName} ${price}.`;
    return { sentence, isWarning: true, button: "Cancel and still pay" };
  }
  return {
    sentence: `${late} your ${price} will not be refunded.`,
    isWarning: true,
    button: "Cancel without a refund",
  };
}

function byCounsellor({ price, priceCents, payBy, paidDirectlyAt }: Cancelling): string {
  if (priceCents > 0 && payBy === "site")
    return `Your client gets ${price} back. We will tell them that you cancelled.`;
  const told = "We will tell your client that you cancelled";
  if (priceCents === 0) return `${told}.`;
  if (!paidDirectlyAt) return `${told}. They owe you nothing.`;
  return `${told} and will return their ${price}. Please do that directly, because this site cannot.`;
}

function inTime({ price, counsellorName, payBy, paidDirectlyAt, windowHours }: Cancelling): CancelWords {
  const free = `You can cancel free of charge until ${windowWords(windowHours)}, so`;
  if (payBy === "site") {
    return { sentence: `${free} you get ${price} back.`, isWarning: false, button: `Cancel and get ${price} back` };
  }
  const rest = paidDirectlyAt
    ? `${counsellorName} will return your ${price} to you directly, not through this site.`
    : `you owe ${counsellorName} nothing.`;
  return { sentence: `${free} ${rest}`, isWarning: false, button: CANCEL };
}
