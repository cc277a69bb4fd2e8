import type { ListedInvoice } from "./find-invoices.js";
import { KINDS, numberWords, rateWords, taxIn } from "./invoice-rules.js";

const HEAD = [
  ...["Number", "Issued on", "Kind", "Cancels", "Recipient", "Service", "Session on"],
  ...["Net", "Tax rate (%)", "Tax", "Total", "Currency", "Payment", "Tax text"],
];

/** Invoices as the rows of a table for a spreadsheet, its head first; `amount` writes an amount without its currency. */
export function invoiceTable(invoices: ListedInvoice[], amount: (smallest: number) => string): string[][] {
  return [HEAD, ...invoices.map((invoice) => rowOf(invoice, amount))];
}

function rowOf(
  { number, kind, issuedOn, totalCents, currency, said }: ListedInvoice,
  amount: (smallest: number) => string,
): string[] {
  const { to, service, heldOn, isMissed, taxRate, taxText, payment, cancels } = said;
  const tax = taxIn(totalCents, taxRate);
  return [
    ...[numberWords(number), issuedOn, KINDS[kind]],
    ...[cancels === undefined ? "" : numberWords(cancels), to.replace(/\s*\n\s*/g, ", ")],
    ...[isMissed ? `${service} (cancelled late or missed)` : service, heldOn],
    ...[amount(totalCents - tax), rateWords(taxRate), amount(tax), amount(totalCents), currency],
    ...[cancels === undefined ? payment : "", taxText],
  ];
}
