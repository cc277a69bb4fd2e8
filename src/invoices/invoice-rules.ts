import { Temporal } from "temporal-polyfill";
import { plainDigits } from "../protocol/numbers.js";
import { startOfDay } from "../web/zone-days-rules.js";

/** In characters as people see them. */
export const INVOICE_LENGTHS = { address: 500, taxText: 300, rate: 6 };

/** The highest tax rate, in hundredths of a percent. */
const MOST_RATE = 5000;

/** What an invoice says besides its amounts; it never changes. */
export interface InvoiceText {
  /** The counsellor's name and address, line by line. */
  from: string;
  /** The recipient's name and address, line by line. */
  to: string;
  /** "Individual session, 50 minutes, by video" */
  service: string;
  /** The day of the session in the counsellor's zone, such as "2026-11-24". */
  heldOn: string;
  /** Whether the session was cancelled late or missed. */
  isMissed: boolean;
  /** In hundredths of a percent. */
  taxRate: number;
  /** Such as why no tax is charged, or a tax number. */
  taxText: string;
  /** How it was or is to be paid. */
  payment: string;
  /** What the counsellor wrote about paying them directly; empty where it is paid. */
  instructions: string;
  /** The number of the invoice that this one cancels. */
  cancels?: number;
}

/** The kinds of invoice, by what they are called. */
export const KINDS = { invoice: "Invoice", cancelling: "Cancelling invoice" } as const;

/** The tax contained in a total, which may be negative; the rate is in hundredths of a percent. */
export function taxIn(totalCents: number, rate: number): number {
  const tax = Math.round((Math.abs(totalCents) * rate) / (10_000 + rate));
  return totalCents < 0 ? 0 - tax : tax;
}

/** "0007": an invoice's number as people read it. */
export function numberWords(number: number): string {
  return String(number).padStart(4, "0");
}

/** "19", "7.5" or "0", from hundredths of a percent. */
export function rateWords(rate: number): string {
  return String(rate / 100);
}

/** Hundredths of a percent from a rate as someone typed it, such as "19", "7,5" or "19 %"; null for anything else. */
export function readRate(text: string): number | null {
  const match = /^(\d{1,2})(?:[.,٫](\d{1,2}))?\s*%?$/.exec(plainDigits(text).trim());
  if (!match) return null;
  const rate = Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0"));
  return rate <= MOST_RATE ? rate : null;
}

/**
 * The round of the next invoice for a session, given those that it has: 0 for the first, one more after each that was cancelled. Null
 * while the latest one holds.
 */
export function nextRound(invoices: { kind: "invoice" | "cancelling"; round: number }[]): number | null {
  const latest = Math.max(-1, ...invoices.map(({ round }) => round));
  if (latest === -1) return 0;
  const isCancelled = invoices.some(({ kind, round }) => kind === "cancelling" && round === latest);
  return isCancelled ? latest + 1 : null;
}

/** The month of a day, such as "2026-11". */
export function monthOf(day: string): string {
  return day.slice(0, 7);
}

/** "November 2026" */
export function monthWords(month: string): string {
  const day = Temporal.PlainYearMonth.from(month).toPlainDate({ day: 1 });
  return day.toLocaleString("en-GB", { month: "long", year: "numeric" });
}

/** When a month begins by the clocks of a zone, and when the next one does. */
export function monthBounds(month: string, zone: string): [from: Date, until: Date] {
  const first = Temporal.PlainYearMonth.from(month).toPlainDate({ day: 1 });
  return [startOfDay(first, zone), startOfDay(first.add({ months: 1 }), zone)];
}

/** The month this many months later; both such as "2026-11". */
export function monthsAfter(month: string, months: number): string {
  return Temporal.PlainYearMonth.from(month).add({ months }).toString();
}
