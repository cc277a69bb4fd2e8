import { authorize, type Person } from "../access/permissions.js";
import { findAppointment } from "../appointments/find-appointments.js";
import type { AppointmentView } from "../appointments/with-people.js";
import { isEarned } from "../appointments/appointment-rules.js";
import type { Services } from "../services.js";
import { InvoiceModel } from "./invoice-model.js";
import { nextRound } from "./invoice-rules.js";
import { findInvoiceSettings, type OwnInvoiceSettings } from "./invoice-settings.js";
import { openText } from "./open-text.js";

/** What an invoice that is not issued yet would say. */
export interface InvoiceDraft {
  appointment: AppointmentView;
  settings: OwnInvoiceSettings;
  /** Whether the session can be invoiced now. */
  isOpen: boolean;
  /** The recipient of the client's latest invoice, or else the client's name. */
  to: string;
}

/** Throws NotFound for a session that is not the actor's as its counsellor. */
export async function findInvoiceDraft(
  services: Services,
  actor: Person,
  appointmentId: string,
): Promise<InvoiceDraft> {
  const appointment = await findAppointment(actor, appointmentId);
  authorize(actor, "invoice.write", appointment);
  const { counsellorId, clientId } = appointment;
  const [settings, invoices, latest] = await Promise.all([
    findInvoiceSettings(services, actor),
    InvoiceModel.find({ appointmentId: appointment._id }, { kind: 1, round: 1 }).lean(),
    InvoiceModel.findOne({ counsellorId, clientId }).sort({ number: -1 }).lean(),
  ]);
  return {
    appointment,
    settings,
    isOpen: isEarned(appointment) && nextRound(invoices) !== null,
    to: latest ? openText(services, latest).to : `${appointment.clientName}\n`,
  };
}
