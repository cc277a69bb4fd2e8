import { authorize, type Person } from "../access/permissions.js";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { namesOf } from "../accounts/names-of.js";
import { page } from "../platform/paging.js";
import { after, among, between } from "../platform/queries.js";
import { isEarned } from "../appointments/appointment-rules.js";
import type { Services } from "../services.js";
import { InvoiceModel, type Invoice } from "./invoice-model.js";
import { monthBounds, nextRound, type InvoiceText } from "./invoice-rules.js";
import { openText } from "./open-text.js";

export type ListedInvoice = Invoice & { said: InvoiceText };

/** A session that is not invoiced yet. */
export type OpenSession = Appointment & { clientName: string };

/** One page of them. */
export interface OpenSessions {
  shown: OpenSession[];
  page: number;
  pages: number;
}

/** The actor's invoices of a month, such as "2026-11", by number. */
export async function findInvoices(services: Services, actor: Person, month: string): Promise<ListedInvoice[]> {
  authorize(actor, "invoice.write", { counsellorId: actor.id });
  const found = await InvoiceModel.find({ counsellorId: actor.id, month }).sort({ number: 1 }).lean();
  return found.map((invoice) => ({ ...invoice, said: openText(services, invoice) }));
}

/** One page of the actor's sessions in a month that can be invoiced and are not, latest first. */
export async function findOpenSessions(actor: Person, month: string, asked: number): Promise<OpenSessions> {
  authorize(actor, "invoice.write", { counsellorId: actor.id });
  const startsAt = between(...monthBounds(month, actor.zone));
  const ended = { counsellorId: actor.id, startsAt, status: among(["completed", "cancelled"]), priceCents: after(0) };
  const earned = (await AppointmentModel.find(ended).sort({ startsAt: -1 }).lean()).filter(isEarned);
  const open = await withoutInvoice(earned);
  const { skip, limit, ...place } = page(open.length, asked);
  const shown = open.slice(skip, skip + limit);
  const nameOf = await namesOf(shown.map(({ clientId }) => clientId));
  return { ...place, shown: shown.map((each) => ({ ...each, clientName: nameOf(each.clientId, "client") })) };
}

async function withoutInvoice(sessions: Appointment[]): Promise<Appointment[]> {
  if (sessions.length === 0) return [];
  const ids = sessions.map(({ _id }) => _id);
  const invoices = await InvoiceModel.find(
    { appointmentId: among(ids) },
    { appointmentId: 1, kind: 1, round: 1 },
  ).lean();
  return sessions.filter(
    ({ _id }) => nextRound(invoices.filter(({ appointmentId }) => appointmentId.equals(_id))) !== null,
  );
}
