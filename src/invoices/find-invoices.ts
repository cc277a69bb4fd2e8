import { authorize, type Person } from "../access/permissions.js";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { namesOf } from "../accounts/names-of.js";
import { after, among } from "../platform/queries.js";
import { isEarned } from "../appointments/appointment-rules.js";
import type { Services } from "../services.js";
import { InvoiceModel, type Invoice } from "./invoice-model.js";
import { nextRound, type InvoiceText } from "./invoice-rules.js";
import { openText } from "./open-text.js";

export type ListedInvoice = Invoice & { said: InvoiceText };

/** A session that is not invoiced yet. */
export type OpenSession = Appointment & { clientName: string };

const LOOKED_AT = 100;

/** The actor's invoices of a month, such as "2026-11", by number. */
export async function findInvoices(services: Services, actor: Person, month: string): Promise<ListedInvoice[]> {
  authorize(actor, "invoice.write", { counsellorId: actor.id });
  const found = await InvoiceModel.find({ counsellorId: actor.id, month }).sort({ number: 1 }).lean();
  return found.map((invoice) => ({ ...invoice, said: openText(services, invoice) }));
}

/** Of the actor's latest hundred sessions that cost something, those that can be invoiced and are not, latest first. */
export async function findOpenSessions(actor: Person): Promise<OpenSession[]> {
  authorize(actor, "invoice.write", { counsellorId: actor.id });
  const ended = { counsellorId: actor.id, status: among(["completed", "cancelled"]), priceCents: after(0) };
  const sessions = await AppointmentModel.find(ended).sort({ startsAt: -1 }).limit(LOOKED_AT).lean();
  const earned = sessions.filter(isEarned);
  if (earned.length === 0) return [];
  const [invoices, nameOf] = await Promise.all([
    InvoiceModel.find(
      { appointmentId: among(earned.map(({ _id }) => _id)) },
      { appointmentId: 1, kind: 1, round: 1 },
    ).lean(),
    namesOf(earned.map(({ clientId }) => clientId)),
  ]);
  return earned
    .filter(({ _id }) => nextRound(invoices.filter(({ appointmentId }) => appointmentId.equals(_id))) !== null)
    .map((session) => ({ ...session, clientName: nameOf(session.clientId, "client") }));
}
