import { hoursWords, windowWords } from "../catalogue/terms-rules.js";
import type { Party } from "../protocol/messages.js";

/** What cancelling means, before it is confirmed. */
export interface CancelWords {
  sentence: string;
  /** Whether the sentence is a warning: money is lost. */
  isWarning: boolean;
  button: string;
}

/** Says what cancelling now means for the money; `price` is formatted. */
export function describeCancelling(
  terms: { refundCents: number },
  { priceCents, price, windowHours }: { priceCents: number; price: string; windowHours: number },
  by: Party,
): CancelWords {
  if (by === "counsellor") {
    const sentence = `Your client gets ${price} back, and is told that you cancelled.`;
    return { sentence, isWarning: false, button: "Cancel the session" };
  }
  if (priceCents === 0) {
    return { sentence: "Nothing was paid for this session.", isWarning: false, button: "Cancel the session" };
  }
  if (terms.refundCents > 0) {
    const sentence = `You can cancel free of charge until ${windowWords(windowHours)}, so you get ${price} back.`;
    return { sentence, isWarning: false, button: `Cancel and get ${price} back` };
  }
  const sentence = `It starts in less than ${hoursWords(windowHours)}. You can cancel, but your ${price} will not be refunded.`;
  return { sentence, isWarning: true, button: "Cancel without a refund" };
}
