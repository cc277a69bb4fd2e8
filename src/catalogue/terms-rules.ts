/** How a session is paid for: on the site, directly to its counsellor, or not at all. */
export const PAY_WAYS = ["site", "direct", "free"] as const;
export type PayBy = (typeof PAY_WAYS)[number];

/** In hours before the start. */
export const CANCEL_WINDOW_HOURS = { least: 0, most: 72, usual: 24 };

/** What client and counsellor agreed when the time was held. It stays, whatever the counsellor changes later. */
export interface Terms {
  /**
   * In the smallest unit of the site's currency, like every amount. Stored fields keep "cents" in their names, which they got when
   * there was only the euro: renaming them would rewrite every appointment and payment.
   */
  priceCents: number;
  payBy: PayBy;
  /** How many hours before the start the client may still move the session, or cancel it and owe nothing. */
  windowHours: number;
}

/** The terms on which a client books an offer of a counsellor now. */
export function termsFor(
  { cancelWindowHours: windowHours }: { cancelWindowHours: number },
  { priceCents, payBy = "site" }: { priceCents: number; payBy?: PayBy },
): Terms {
  return { priceCents, payBy: priceCents === 0 ? "free" : payBy, windowHours };
}

/** Offers at the prices that were agreed with one client, where those are lower. */
export function atAgreedPrices<O extends { type: string; priceCents: number }>(
  offers: O[],
  agreed: { type: string; priceCents: number }[],
): O[] {
  return offers.map((offer) => {
    const own = agreed.find(({ type }) => type === offer.type);
    return own ? { ...offer, priceCents: Math.min(own.priceCents, offer.priceCents) } : offer;
  });
}

/** "60.00 €", or "Free". */
export function priceWords(priceCents: number, money: (amount: number) => string): string {
  return priceCents === 0 ? "Free" : money(priceCents);
}

/** Says until when a session on these terms, which starts in so many hours, can be moved and cancelled. */
export function windowSentence(
  { payBy, windowHours }: Pick<Terms, "payBy" | "windowHours">,
  hoursLeft: number,
): string {
  const isFree = payBy === "free";
  if (hoursLeft < windowHours) {
    const can = isFree
      ? "You can cancel it, but not move it."
      : "You can't move it, and cancelling is not free of charge.";
    return `It starts in less than ${hoursWords(windowHours)}. ${can}`;
  }
  return `You can move ${isFree ? "it" : "or cancel it free of charge"} until ${windowWords(windowHours)}.`;
}

/** From now until a session starts. */
export function hoursUntil(startsAt: Date, now: Date): number {
  return (startsAt.getTime() - now.getTime()) / 3_600_000;
}

/** "24 hours before the start", "1 hour before the start" or "the start". */
export function windowWords(hours: number): string {
  return hours === 0 ? "the start" : `${hoursWords(hours)} before the start`;
}

/** "24 hours" or "1 hour". */
export function hoursWords(hours: number): string {
  return hours === 1 ? "1 hour" : `${hours} hours`;
}
