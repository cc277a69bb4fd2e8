import mongoose from "mongoose";
import { authorize, type Person } from "../access/permissions.js";
import { Conflict } from "../platform/errors.js";
import { todayIn } from "../profiles/verified-rules.js";
import type { Services } from "../services.js";
import { InvoiceModel, invoicePlace } from "./invoice-model.js";
import { monthOf } from "./invoice-rules.js";
import { openText } from "./open-text.js";
import { storeInvoice } from "./store-invoice.js";

/**
 * Cancels an invoice of the actor's by issuing another one about the same amount, negative, and returns that one's id. Repeating it
 * returns the same one. Throws Conflict for an invoice that itself cancels another.
 */
export async function cancelInvoice(services: Services, actor: Person, invoiceId: string): Promise<string> {
  const invoice = await InvoiceModel.findById(invoiceId).lean();
  authorize(actor, "invoice.write", invoice);
  if (invoice.kind === "cancelling") throw new Conflict("This invoice cancels another one, so it stays.");
  const { counsellorId, clientId, appointmentId, round, totalCents, currency, number } = invoice;
  const _id = new mongoose.Types.ObjectId();
  const issuedOn = todayIn(actor.zone, services.clock.now());
  const text = { ...openText(services, invoice), cancels: number };
  const cancelling = await storeInvoice({
    ...{ _id, counsellorId, clientId, appointmentId, round, currency, issuedOn },
    kind: "cancelling",
    month: monthOf(issuedOn),
    totalCents: -totalCents,
    text: services.secrets.seal(JSON.stringify(text), invoicePlace(_id)),
  });
  return String(cancelling._id);
}
