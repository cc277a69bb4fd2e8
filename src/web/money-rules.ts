import { plainDigits } from "../protocol/numbers.js";

interface CurrencyFacts {
  /** How many decimals people write (ISO 4217). */
  decimals: 0 | 2;
  /** The most that a session may cost, in whole units: what nobody means who did not mistype. */
  most: number;
}

const WORLD = { decimals: 2, most: 1000 } as const;

/** The currencies that a site can name prices in. */
const FACTS = {
  AUD: WORLD,
  BRL: { decimals: 2, most: 5000 },
  CAD: WORLD,
  CHF: WORLD,
  CLP: { decimals: 0, most: 1_000_000 },
  COP: { decimals: 2, most: 4_000_000 },
  CZK: { decimals: 2, most: 25_000 },
  DKK: { decimals: 2, most: 7500 },
  EUR: WORLD,
  GBP: WORLD,
  HUF: { decimals: 2, most: 400_000 },
  ILS: { decimals: 2, most: 4000 },
  INR: { decimals: 2, most: 100_000 },
  ISK: { decimals: 0, most: 150_000 },
  JPY: { decimals: 0, most: 150_000 },
  KES: { decimals: 2, most: 150_000 },
  KRW: { decimals: 0, most: 1_500_000 },
  MXN: { decimals: 2, most: 20_000 },
  NOK: { decimals: 2, most: 12_000 },
  NZD: { decimals: 2, most: 2000 },
  PLN: { decimals: 2, most: 4500 },
  RON: { decimals: 2, most: 5000 },
  SEK: { decimals: 2, most: 12_000 },
  SGD: { decimals: 2, most: 1500 },
  TRY: { decimals: 2, most: 50_000 },
  UAH: { decimals: 2, most: 50_000 },
  USD: WORLD,
  ZAR: { decimals: 2, most: 20_000 },
} as const satisfies Record<string, CurrencyFacts>;

export type Currency = keyof typeof FACTS;

export const CURRENCIES = Object.keys(FACTS) as [Currency, ...Currency[]];

/** Every amount is kept in hundredths, so no currency here has more than two decimals. */
const HUNDREDTHS = 100;

const names = new Intl.DisplayNames(["en"], { type: "currency" });

/** A currency's English name and code: "Euro (EUR)". */
export function currencyName(currency: Currency): string {
  return `${names.of(currency)} (${currency})`;
}

/** How a currency is written beside an amount: "€", "US$", "CHF". */
export function symbolOf(currency: Currency): string {
  const parts = new Intl.NumberFormat("en-GB", { style: "currency", currency }).formatToParts(0);
  return parts.find(({ type }) => type === "currency")?.value ?? currency;
}

/** "60.00 €" or "6000 JP¥", from hundredths of the currency's unit, in which every amount is kept. */
export function writeMoney(hundredths: number, currency: Currency): string {
  return `${writeAmount(hundredths, currency)} ${symbolOf(currency)}`;
}

/** "60.00" or "6000": the same without the currency. */
export function writeAmount(hundredths: number, currency: Currency): string {
  return toUnits(hundredths).toFixed(FACTS[currency].decimals);
}

/** Units of a currency, from hundredths. */
export function toUnits(hundredths: number): number {
  return hundredths / HUNDREDTHS;
}

/** Hundredths of a currency's unit, from units. */
export function toHundredths(units: number): number {
  return Math.round(units * HUNDREDTHS);
}

/**
 * Hundredths of the currency's unit from a price as somebody typed it, such as "60", "62,50" or "€ 60"; null for anything else, and
 * for decimals that the currency does not have.
 */
export function readMoney(text: string, currency: Currency): number | null {
  const price = withoutCurrency(plainDigits(text).trim(), currency);
  const match = /^(\d{1,7})(?:[.,٫](\d{1,2}))?$/.exec(price);
  if (!match || (match[2] !== undefined && FACTS[currency].decimals === 0)) return null;
  return toHundredths(Number(match[1])) + Number((match[2] ?? "").padEnd(2, "0"));
}

/** The least and the most that a session may cost, and what one may, in whole units. */
export function priceLimits(currency: Currency): { least: number; most: number; example: number } {
  const { most } = FACTS[currency];
  return { least: 1, most, example: Math.round(most * 0.06) };
}

function withoutCurrency(price: string, currency: Currency): string {
  const narrow = new Intl.NumberFormat("en-GB", { style: "currency", currency, currencyDisplay: "narrowSymbol" });
  const short = narrow.formatToParts(0).find(({ type }) => type === "currency")?.value;
  for (const sign of [symbolOf(currency), currency, short]) {
    if (sign && price.toUpperCase().startsWith(sign.toUpperCase())) return price.slice(sign.length).trimStart();
    if (sign && price.toUpperCase().endsWith(sign.toUpperCase())) return price.slice(0, -sign.length).trimEnd();
  }
  return price;
}
