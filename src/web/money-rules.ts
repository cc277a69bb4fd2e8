import { plainDigits } from "../protocol/numbers.js";

interface CurrencyFacts {
  /**
   * How many decimals it has (ISO 4217), which says what its smallest unit is. They stand here rather than being asked of the machine,
   * so that no update of Node can change what a stored amount means.
   */
  decimals: 0 | 2 | 3;
  /** The most that a session may cost, in whole units: what nobody means who did not mistype. */
  most: number;
}

const WORLD = { decimals: 2, most: 1000 } as const;

/** The currencies that a site can name prices in. */
const FACTS = {
  AUD: WORLD,
  BHD: { decimals: 3, most: 400 },
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
  JOD: { decimals: 3, most: 700 },
  JPY: { decimals: 0, most: 150_000 },
  KES: { decimals: 2, most: 150_000 },
  KRW: { decimals: 0, most: 1_500_000 },
  KWD: { decimals: 3, most: 300 },
  LYD: { decimals: 3, most: 5000 },
  MXN: { decimals: 2, most: 20_000 },
  NOK: { decimals: 2, most: 12_000 },
  NZD: { decimals: 2, most: 2000 },
  OMR: { decimals: 3, most: 400 },
  PLN: { decimals: 2, most: 4500 },
  RON: { decimals: 2, most: 5000 },
  SEK: { decimals: 2, most: 12_000 },
  SGD: { decimals: 2, most: 1500 },
  TND: { decimals: 3, most: 3000 },
  TRY: { decimals: 2, most: 50_000 },
  UAH: { decimals: 2, most: 50_000 },
  USD: WORLD,
  ZAR: { decimals: 2, most: 20_000 },
} as const satisfies Record<string, CurrencyFacts>;

export type Currency = keyof typeof FACTS;

export const CURRENCIES = Object.keys(FACTS) as [Currency, ...Currency[]];

const names = new Intl.DisplayNames(["en"], { type: "currency" });

/** A currency's English name and code: "Euro (EUR)". */
export function currencyName(currency: Currency): string {
  return `${names.of(currency)} (${currency})`;
}

const symbols = new Map<Currency, string>();

/** How a currency is written beside an amount: "€", "US$", "CHF". */
export function symbolOf(currency: Currency): string {
  const known = symbols.get(currency);
  if (known !== undefined) return known;
  const parts = new Intl.NumberFormat("en-GB", { style: "currency", currency }).formatToParts(0);
  const symbol = parts.find(({ type }) => type === "currency")?.value ?? currency;
  symbols.set(currency, symbol);
  return symbol;
}

/** "1,260.00 €", "6,000 JP¥" or "25.000 KWD" for people to read, from an amount as it is kept: a whole number of the smallest unit. */
export function writeMoney(amount: number, currency: Currency): string {
  const { decimals } = FACTS[currency];
  return `${grouped(decimals, decimals).format(toUnits(amount, currency))} ${symbolOf(currency)}`;
}

/** "1,260" or "62.5": the same without the currency and decimals that say nothing. */
export function writeUnits(amount: number, currency: Currency): string {
  return grouped(0, FACTS[currency].decimals).format(toUnits(amount, currency));
}

/** "1260.00", "6000" or "25.000" for programs, spreadsheets and fields to type in, without the currency. */
export function writeAmount(amount: number, currency: Currency): string {
  return toUnits(amount, currency).toFixed(FACTS[currency].decimals);
}

/** Units of a currency, such as euros, from its smallest unit. */
export function toUnits(amount: number, currency: Currency): number {
  return amount / smallestIn(currency);
}

/** How many of its smallest unit make one of a currency's unit: 100 for the euro. */
export function smallestIn(currency: Currency): number {
  return 10 ** FACTS[currency].decimals;
}

/**
 * The amount, in the currency's smallest unit, of a price as someone typed it, such as "60", "62,50" or "€ 60", or as `writeMoney`
 * writes it; null for anything else, and for decimals that the currency does not have.
 */
export function readMoney(text: string, currency: Currency): number | null {
  const { decimals } = FACTS[currency];
  const price = withoutGroups(withoutCurrency(plainDigits(text).trim(), currency), decimals);
  const [, units, parts = ""] = /^(\d{1,7})(?:[.,٫](\d{1,3}))?$/.exec(price) ?? [];
  if (units === undefined || parts.length > decimals) return null;
  return Number(units + parts.padEnd(decimals, "0"));
}

/** The least and the most that a session may cost, in the smallest unit. */
export function priceRange(currency: Currency): { least: number; most: number } {
  const { least, most } = priceLimits(currency);
  return { least: least * smallestIn(currency), most: most * smallestIn(currency) };
}

/** The same in whole units, and what a session may cost. */
export function priceLimits(currency: Currency): { least: number; most: number; example: number } {
  const { most } = FACTS[currency];
  return { least: 1, most, example: Math.round(most * 0.06) };
}

const groupings = new Map<string, Intl.NumberFormat>();

/** Numbers with this many decimals, and a comma between thousands. */
function grouped(least: number, most: number): Intl.NumberFormat {
  const key = `${least} ${most}`;
  const known = groupings.get(key);
  const digits = { minimumFractionDigits: least, maximumFractionDigits: most };
  const grouping = known ?? new Intl.NumberFormat("en-GB", { ...digits, signDisplay: "negative" });
  if (!known) groupings.set(key, grouping);
  return grouping;
}

/** Only with all decimals behind them: what the comma of "1,000" means, nobody knows. */
function withoutGroups(price: string, decimals: number): string {
  const [units = "", parts = ""] = price.split(".");
  const isGrouped = /^\d{1,3}(,\d{3})+$/.test(units) && parts.length === decimals;
  return isGrouped ? price.replaceAll(",", "") : price;
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
