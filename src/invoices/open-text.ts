import type { Services } from "../services.js";
import { invoicePlace, type Invoice } from "./invoice-model.js";
import type { InvoiceText } from "./invoice-rules.js";

/** What an invoice says. */
export function openText(
  { secrets }: Pick<Services, "secrets">,
  { _id, text }: Pick<Invoice, "_id" | "text">,
): InvoiceText {
  return JSON.parse(secrets.open(text, invoicePlace(_id)).toString()) as InvoiceText;
}
