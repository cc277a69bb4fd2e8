import { dayWords } from "../profiles/verified-rules.js";
import type { InvoiceView } from "./find-invoice.js";
import { KINDS, numberWords, rateWords, taxIn } from "./invoice-rules.js";

/** An invoice as its page shows it. */
export interface InvoiceWords {
  heading: string;
  issuedOn: string;
  from: string;
  to: string;
  service: string;
  heldOn: string;
  lines: { what: string; amount: string }[];
  total: string;
  taxText: string;
  payment: string;
  instructions: string;
  /** Where it was cancelled, or what it cancels, in a sentence. */
  cancelled: string | null;
  cancelledBy: string | null;
}

/** Writes an invoice; `money` writes an amount of its currency. */
export function describeInvoice(
  { invoice, text, cancelledBy }: InvoiceView,
  money: (smallest: number) => string,
): InvoiceWords {
  const { number, issuedOn, totalCents } = invoice;
  const { from, to, service, heldOn, isMissed, taxRate, taxText, payment, instructions, cancels } = text;
  const tax = taxIn(totalCents, taxRate);
  const taxLines = [
    { what: "Net", amount: money(totalCents - tax) },
    { what: `Tax, ${rateWords(taxRate)} %`, amount: money(tax) },
  ];
  return {
    heading: `${KINDS[invoice.kind]} ${numberWords(number)}`,
    issuedOn: dayWords(issuedOn),
    from,
    to,
    service: isMissed ? `${service} (cancelled late or missed)` : service,
    heldOn: dayWords(heldOn),
    lines: taxRate > 0 ? taxLines : [],
    total: money(totalCents),
    taxText,
    payment: cancels === undefined ? payment : "",
    instructions: cancels === undefined ? instructions : "",
    cancelled: cancels === undefined ? null : `It cancels invoice ${numberWords(cancels)}.`,
    cancelledBy: cancelledBy && `This invoice was cancelled by invoice ${numberWords(cancelledBy.number)}.`,
  };
}
