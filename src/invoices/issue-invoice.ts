import mongoose from "mongoose";
import { authorize, type Person } from "../access/permissions.js";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { isEarned, minutesOf } from "../appointments/appointment-rules.js";
import { MEDIA, sessionName } from "../catalogue/catalogue-rules.js";
import { findInstructions } from "../payments/direct-details.js";
import { Conflict } from "../platform/errors.js";
import { dayWords, todayIn } from "../profiles/verified-rules.js";
import type { Services } from "../services.js";
import { InvoiceModel, invoicePlace, type Invoice } from "./invoice-model.js";
import { monthOf, nextRound, type InvoiceText } from "./invoice-rules.js";
import { findInvoiceSettings, type OwnInvoiceSettings } from "./invoice-settings.js";
import { storeInvoice } from "./store-invoice.js";

/**
 * Issues the invoice for a session to a recipient (name and address, line by line), and returns its id. While the session has one
 * that holds, that one is returned. Throws Conflict for a session that cannot be invoiced, and before the counsellor's own address
 * is known.
 */
export async function issueInvoice(
  services: Services,
  actor: Person,
  { appointmentId, to }: { appointmentId: string; to: string },
): Promise<string> {
  const appointment = await AppointmentModel.findById(appointmentId).lean();
  authorize(actor, "invoice.write", appointment);
  if (!isEarned(appointment)) throw new Conflict("This session cannot be invoiced.");
  const isDue = appointment.payBy === "direct" && !appointment.paidDirectlyAt;
  const [settings, direct, earlier] = await Promise.all([
    findInvoiceSettings(services, actor),
    isDue ? findInstructions(services, appointment.counsellorId) : null,
    InvoiceModel.find({ appointmentId: appointment._id }, { kind: 1, round: 1 }).sort({ round: -1, kind: -1 }).lean(),
  ]);
  if (settings.address === "") throw new Conflict("Please enter your own address first.");
  const round = nextRound(earlier);
  const holding = earlier.find(({ kind }) => kind === "invoice");
  if (round === null) return String(holding?._id);
  const text = textFor(appointment, settings, { to, zone: actor.zone, instructions: direct?.instructions ?? "" });
  const issued = await storeInvoice(draft(services, actor, appointment, { round, text }));
  return String(issued._id);
}

function draft(
  { secrets, clock, site }: Services,
  { zone }: Person,
  { _id: appointmentId, counsellorId, clientId, priceCents }: Appointment,
  { round, text }: { round: number; text: InvoiceText },
): Omit<Invoice, "number"> {
  const _id = new mongoose.Types.ObjectId();
  const issuedOn = todayIn(zone, clock.now());
  return {
    ...{ _id, counsellorId, clientId, appointmentId, kind: "invoice", round, issuedOn, month: monthOf(issuedOn) },
    totalCents: priceCents,
    currency: site.current.currency,
    text: secrets.seal(JSON.stringify(text), invoicePlace(_id)),
  };
}

function textFor(
  appointment: Appointment,
  { address, taxRate, taxText }: OwnInvoiceSettings,
  { to, zone, instructions }: { to: string; zone: string; instructions: string },
): InvoiceText {
  const { sessionType, medium, startsAt, status } = appointment;
  return {
    from: address,
    to,
    service: `${sessionName(sessionType)}, ${minutesOf(appointment)} minutes, by ${MEDIA[medium].toLowerCase()}`,
    heldOn: todayIn(zone, startsAt),
    isMissed: status === "cancelled",
    ...{ taxRate, taxText },
    payment: paymentWords(appointment, zone),
    instructions,
  };
}

function paymentWords({ payBy, paidDirectlyAt }: Appointment, zone: string): string {
  if (payBy === "site") return "Paid at booking.";
  return paidDirectlyAt ? `Paid by ${dayWords(todayIn(zone, paidDirectlyAt))}.` : "To be paid.";
}
