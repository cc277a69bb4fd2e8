import { isDuplicate } from "../platform/database.js";
import { Busy } from "../platform/errors.js";
import { InvoiceModel, type Invoice } from "./invoice-model.js";

const TRIES = 25;

/**
 * Stores an invoice under its counsellor's next number. The number is claimed by the unique index in the write that stores the
 * invoice, so none is lost or given twice. Returns the one stored first where the session has it already. Throws Busy when too many
 * are issued at once.
 */
export async function storeInvoice(invoice: Omit<Invoice, "number">): Promise<Invoice> {
  const { counsellorId, appointmentId, round, kind } = invoice;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const last = await InvoiceModel.findOne({ counsellorId }, { number: 1 }).sort({ number: -1 }).lean();
    try {
      return (await InvoiceModel.create({ ...invoice, number: (last?.number ?? 0) + 1 })).toObject();
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      const first = await InvoiceModel.findOne({ appointmentId, round, kind }).lean();
      if (first) return first;
    }
  }
  throw new Busy();
}
