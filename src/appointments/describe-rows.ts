import type { Person } from "../access/permissions.js";
import { sessionName } from "../catalogue/catalogue-rules.js";
import { partyOf } from "./appointment-rules.js";
import { refundSentence } from "./cancellation-words.js";
import { describeAppointment } from "./describe-appointment.js";
import { describeFacts } from "./describe-facts.js";
import type { AppointmentView } from "./with-people.js";
import type { LostPayment } from "./find-lost-payments.js";
import type { Format } from "../web/format-rules.js";

/** A row in the list of appointments. */
export interface AppointmentRow {
  href: string | null;
  startsAt: Date;
  when: string;
  title: string;
  label: string;
  tone: string;
  sentence: string;
  /** The one thing to do now. */
  next: { href: string; words: string } | null;
}

/** An appointment as its row shows it to one of its two people. */
export function describeRow(appointment: AppointmentView, reader: Person, now: Date, format: Format): AppointmentRow {
  const { startsAt, when, title } = describeFacts(appointment, reader, format);
  const party = partyOf(appointment, reader.id);
  const { label, tone, sentence, canJoin } = describeAppointment(appointment, party, now, format.money);
  const href = `/appointments/${appointment.id}`;
  const checkout = `/appointments/${String(appointment.holdId)}/checkout`;
  const pay = appointment.payBy === "site" ? "Pay & Book" : "Book";
  const toPay = appointment.status === "held" ? { href: checkout, words: pay } : null;
  const toAnswer = appointment.status === "offered" && party === "client" ? { href, words: "Answer" } : toPay;
  const next = canJoin ? { href: `${href}/room`, words: "Join session" } : toAnswer;
  return { href, startsAt, when, title, label, tone, sentence, next };
}

/** A payment that came too late for its time, as its row shows it to its client. */
export function describeLostRow(payment: LostPayment, { zone }: Person, format: Format): AppointmentRow {
  const { startsAt, sessionType, counsellorName, amountCents, refund, brand = "card", lastFour = "" } = payment;
  const card = `${brand} ending in ${lastFour}`;
  const state = refund?.status === "returned" ? "arrived" : "on its way";
  const sentence = refundSentence(state, amountCents, {
    ...{ reader: "client", money: format.money },
    ...{ counsellor: counsellorName, to: card },
  });
  return {
    href: null,
    startsAt,
    when: format.dateTime(startsAt, zone),
    title: `${sessionName(sessionType)} with ${counsellorName}`,
    label: "Not booked",
    tone: "warning",
    sentence: `Your payment came too late for this time. ${sentence}`,
    next: null,
  };
}
