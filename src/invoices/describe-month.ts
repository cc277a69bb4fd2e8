import { sessionName } from "../catalogue/catalogue-rules.js";
import { dayWords } from "../profiles/verified-rules.js";
import type { Format } from "../web/format-rules.js";
import type { ListedInvoice, OpenSessions } from "./find-invoices.js";
import { monthsAfter, monthWords, numberWords } from "./invoice-rules.js";

/** A month's invoices, and its sessions that have none yet, in words. */
export interface MonthWords {
  heading: string;
  earlier: string;
  /** Null in the present month. */
  later: string | null;
  csv: string;
  rows: { href: string; number: string; what: string; issuedOn: string; recipient: string; total: string }[];
  total: string;
  open: { href: string; words: string; when: string; price: string }[];
  /** Where the other pages of `open` are. */
  pagination: { page: number; pages: number; address(page: number): string };
}

/** Describes a month such as "2026-11", in which `present` is the month of today. */
export function describeMonth(
  { month, present, zone }: { month: string; present: string; zone: string },
  invoices: ListedInvoice[],
  { shown: open, page, pages }: OpenSessions,
  format: Format,
): MonthWords {
  return {
    heading: monthWords(month),
    earlier: `/invoices?month=${monthsAfter(month, -1)}`,
    later: month < present ? `/invoices?month=${monthsAfter(month, 1)}` : null,
    csv: `/invoices/month.csv?month=${month}`,
    rows: invoices.map(({ _id, number, kind, issuedOn, totalCents, said }) => ({
      href: `/invoices/${String(_id)}`,
      number: numberWords(number),
      what: kind === "cancelling" ? `Cancels ${numberWords(said.cancels ?? 0)}` : "",
      issuedOn: dayWords(issuedOn),
      recipient: said.to.split("\n")[0] ?? "",
      total: format.money(totalCents),
    })),
    total: format.money(invoices.reduce((sum, { totalCents }) => sum + totalCents, 0)),
    open: open.map(({ _id, sessionType, startsAt, clientName, priceCents }) => ({
      href: `/appointments/${String(_id)}/invoice`,
      words: `${sessionName(sessionType)} with ${clientName}`,
      when: format.date(startsAt, zone),
      price: format.money(priceCents),
    })),
    pagination: { page, pages, address: (other) => `/invoices?month=${month}&page=${other}#open` },
  };
}
