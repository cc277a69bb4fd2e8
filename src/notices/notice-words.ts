import type { AppointmentView } from "../appointments/find-appointments.js";
import type { Party } from "../appointments/appointment-rules.js";
import type { Kind } from "./notice-rules.js";

/** How instants and money are written. */
export interface Format {
  dateTime: (instant: Date, zone: string) => string;
  money: (cents: number) => string;
}

/** All that a notice's words are made from. */
export interface Subject {
  kind: Kind;
  appointment: AppointmentView;
  reader: Party;
  /** Who made the change: one of the two, or HealSpace by itself. */
  by: Party | "system";
  /** The start that the reader was last told, where it was another. */
  before?: Date;
  /** The card that money went back to. */
  card?: string;
}

export interface NoticeText {
  subject: string;
  /** What happened, in one to three sentences. */
  sentences: string[];
}

/** What a notice says: who, when, and what becomes of the money; never what the session is about. */
export function noticeText(about: Subject, format: Format): NoticeText {
  const { appointment, reader } = about;
  const zone = reader === "client" ? appointment.clientZone : appointment.counsellorZone;
  const when = format.dateTime(appointment.startsAt, zone);
  const other = reader === "client" ? appointment.counsellorName : appointment.clientName;
  switch (about.kind) {
    case "confirmation":
      return { subject: `Appointment confirmed: ${when}`, sentences: [`Your appointment with ${other} is booked.`] };
    case "change":
      return { subject: `Appointment moved to ${when}`, sentences: movedWords(about, other, zone, format) };
    case "cancellation":
      return { subject: `Appointment cancelled: ${when}`, sentences: cancelledWords(about, other, format) };
    case "day-before":
    case "hour-before":
      return {
        subject: `Reminder: appointment on ${when}`,
        sentences: [`You have an appointment with ${other}.`, "You can come in from ten minutes before."],
      };
    case "payment-returned":
      return { subject: returned(about, format), sentences: returnedWords(about, when, other, format) };
  }
}

function movedWords({ by, before, reader }: Subject, other: string, zone: string, format: Format): string[] {
  const moved =
    by === "system"
      ? `Your appointment with ${other} was moved.`
      : by === reader
        ? `You moved your appointment with ${other}.`
        : `${other} moved your appointment.`;
  return before ? [moved, `It was to be on ${format.dateTime(before, zone)}.`] : [moved];
}

function cancelledWords(about: Subject, other: string, format: Format): string[] {
  return [whatWasCancelled(about, other), ...moneyWords(about, format)];
}

function whatWasCancelled({ appointment, reader, by }: Subject, other: string): string {
  const inTime = "in the first 30 minutes";
  switch (appointment.cancellation?.reason) {
    case "unattended":
      return `You and ${other} did not meet ${inTime}, so your appointment was cancelled.`;
    case "client absent":
      return `Your appointment with ${other} was cancelled, because ${reader === "client" ? "you" : other} did not come ${inTime}.`;
    case "counsellor absent":
      return `Your appointment with ${other} was cancelled, because ${reader === "counsellor" ? "you" : other} did not come ${inTime}.`;
  }
  if (by === "system") return `Your appointment with ${other} was cancelled.`;
  return by === reader ? `You cancelled your appointment with ${other}.` : `${other} cancelled your appointment.`;
}

function moneyWords({ appointment, reader }: Subject, format: Format): string[] {
  const { priceCents, cancellation } = appointment;
  if (priceCents === 0) return [];
  const refundCents = cancellation?.refundCents ?? 0;
  if (reader === "counsellor") {
    return [refundCents > 0 ? `They get ${format.money(refundCents)} back.` : "Their payment is not returned."];
  }
  return refundCents > 0
    ? [`You get ${format.money(refundCents)} back. We write to you again when they are returned.`]
    : [`Your payment of ${format.money(priceCents)} is not returned.`];
}

const returned = ({ appointment }: Subject, format: Format): string =>
  `${format.money(appointment.cancellation?.refundCents ?? appointment.priceCents)} returned to you`;

function returnedWords(about: Subject, when: string, other: string, format: Format): string[] {
  return [
    `${returned(about, format)}${about.card ? `, to your ${about.card}` : ""}.`,
    `You had paid for your appointment with ${other} on ${when}.`,
    "It was a test payment: no money moved.",
  ];
}
