import { z } from "zod";
import { longText, pageNumber } from "../web/field-forms.js";
import { INVOICE_LENGTHS, readRate } from "./invoice-rules.js";

const ADDRESS = "Please enter a name and an address.";
const RATE = "Please enter a rate from 0 to 50, such as 19 or 7.5.";

const address = z.string(ADDRESS).trim().min(1, ADDRESS).pipe(longText(INVOICE_LENGTHS.address));

/** Who an invoice goes to. */
export const invoiceForm = z.object({ to: address });

/** Cancelling an invoice asks for nothing else. */
export const cancelInvoiceForm = z.object({});

/** What a counsellor sets for all invoices to come. */
export const invoiceSettingsForm = z.object({
  address,
  taxRate: z
    .string(RATE)
    .transform((text) => (text.trim() === "" ? 0 : readRate(text)))
    .refine((rate): rate is number => rate !== null, RATE),
  taxText: z.string().trim().pipe(longText(INVOICE_LENGTHS.taxText)),
  version: z.string().max(40),
});

/** The month that an address asks for, undefined for an unreadable one, and the page of its sessions without an invoice. */
export const monthQuery = z.object({
  month: z
    .string()
    .regex(/^20\d\d-(0[1-9]|1[0-2])$/)
    .optional()
    .catch(undefined),
  page: pageNumber,
});
