import type { Appointment } from "../appointments/appointment-model.js";
import { isEarned } from "../appointments/appointment-rules.js";
import type { Party } from "../protocol/messages.js";

/** An invoice in a session's list of them. */
export interface InvoiceLink {
  href: string;
  /** "Invoice 0007" */
  words: string;
  isCancelling: boolean;
}

/** A session's invoices as its page shows them; `issue` where its counsellor can issue one. */
export interface InvoiceLinks {
  issued: InvoiceLink[];
  issue: string | null;
}

/** Describes a session's invoices, oldest first. */
export function describeInvoices(appointment: Appointment, party: Party, issued: InvoiceLink[]): InvoiceLinks {
  const isOpen = issued.at(-1)?.isCancelling ?? true;
  const mayIssue = party === "counsellor" && isOpen && isEarned(appointment);
  return { issued, issue: mayIssue ? `/appointments/${String(appointment._id)}/invoice` : null };
}
