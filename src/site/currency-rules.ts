/** The currencies that a site can charge in, with the decimals of their smaller unit (ISO 4217). */
const DECIMALS = {
  AUD: 2,
  BRL: 2,
  CAD: 2,
  CHF: 2,
  CLP: 0,
  CZK: 2,
  DKK: 2,
  EUR: 2,
  GBP: 2,
  HUF: 2,
  ILS: 2,
  INR: 2,
  ISK: 0,
  JPY: 0,
  KES: 2,
  KRW: 0,
  MXN: 2,
  NOK: 2,
  NZD: 2,
  PLN: 2,
  RON: 2,
  SEK: 2,
  SGD: 2,
  TND: 3,
  TRY: 2,
  UAH: 2,
  USD: 2,
  ZAR: 2,
} as const;

export type Currency = keyof typeof DECIMALS;

export const CURRENCIES = Object.keys(DECIMALS) as [Currency, ...Currency[]];

/** How many decimals an amount in this currency has. */
export function decimalsOf(currency: Currency): number {
  return DECIMALS[currency];
}
