import type { Currency } from "./money-rules.js";

let read: () => Currency = () => "EUR";

/** From now on, this says which currency the site's prices are in. */
export function countMoneyIn(current: () => Currency): void {
  read = current;
}

/** The currency of every price on the site; the euro before there is one. */
export function siteCurrency(): Currency {
  return read();
}
