import { authorize, type Person } from "../access/permissions.js";
import type { Services } from "../services.js";
import type { InvoiceLink } from "../booking/describe-invoices.js";
import { InvoiceModel, type Invoice } from "./invoice-model.js";
import { KINDS, numberWords, type InvoiceText } from "./invoice-rules.js";
import { openText } from "./open-text.js";

/** An invoice as either of its two people reads it. */
export interface InvoiceView {
  invoice: Invoice;
  text: InvoiceText;
  /** The one that cancels it. */
  cancelledBy: Pick<Invoice, "_id" | "number"> | null;
}

/** Finds an invoice of the actor's, as counsellor or client. Throws NotFound for everyone else. */
export async function findInvoice(services: Services, actor: Person, id: string): Promise<InvoiceView> {
  const invoice = await InvoiceModel.findById(id).lean();
  authorize(actor, "invoice.see", invoice);
  const { appointmentId, round, kind } = invoice;
  const cancelling = { appointmentId, round, kind: "cancelling" as const };
  const cancelledBy = kind === "invoice" ? await InvoiceModel.findOne(cancelling, { number: 1 }).lean() : null;
  return { invoice, text: openText(services, invoice), cancelledBy };
}

/** A session's invoices, oldest first: show them to its two people alone. */
export async function findInvoicesOf(appointmentId: string): Promise<InvoiceLink[]> {
  const found = await InvoiceModel.find({ appointmentId }, { number: 1, kind: 1 }).sort({ round: 1, number: 1 }).lean();
  return found.map(({ _id, number, kind }) => ({
    href: `/invoices/${String(_id)}`,
    words: `${KINDS[kind]} ${numberWords(number)}`,
    isCancelling: kind === "cancelling",
  }));
}
