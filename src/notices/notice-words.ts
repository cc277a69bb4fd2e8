import type { AppointmentView } from "../appointments/find-appointments.js";
import { attendanceDeadline, minutesOf, type Party } from "../appointments/appointment-rules.js";
import type { Kind } from "./notice-rules.js";

/** How instants and money are written. */
export interface Format {
  dateTime: (instant: Date, zone: string) => string;
  money: (cents: number) => string;
}

/** All that the words about an appointment are made from. */
export interface AppointmentNews {
  kind: Exclude<Kind, "payment-returned">;
  appointment: AppointmentView;
  reader: Party;
  /** Who made the change: one of the two, or HealSpace by itself. */
  by: Party | "system";
  /** The start that the reader was last told, where it was another. */
  before?: Date;
}

/** All that the words about a returned payment are made from. */
export interface PaymentNews {
  kind: "payment-returned";
  reader: "client";
  returnedCents: number;
  /** The card that it went back to. */
  card: string;
  /** The appointment that it had paid for; null where the time was lost before. */
  appointment: AppointmentView | null;
}

export type News = AppointmentNews | PaymentNews;

export interface NoticeText {
  subject: string;
  /** What happened, in one to three sentences. */
  sentences: string[];
}

/** What a notice says: who, when, and what becomes of the money; never what the session is about. */
export function noticeText(news: News, format: Format): NoticeText {
  return news.kind === "payment-returned" ? paymentText(news, format) : appointmentText(news, format);
}

function appointmentText(news: AppointmentNews, format: Format): NoticeText {
  const { appointment, reader } = news;
  const zone = reader === "client" ? appointment.clientZone : appointment.counsellorZone;
  const when = format.dateTime(appointment.startsAt, zone);
  const other = reader === "client" ? appointment.counsellorName : appointment.clientName;
  switch (news.kind) {
    case "confirmation":
      return { subject: `Appointment confirmed: ${when}`, sentences: [`Your appointment with ${other} is booked.`] };
    case "change":
      return { subject: `Appointment moved to ${when}`, sentences: movedWords(news, other, zone, format) };
    case "cancellation":
      return { subject: `Appointment cancelled: ${when}`, sentences: cancelledWords(news, other, format) };
    case "day-before":
    case "hour-before":
      return {
        subject: `Reminder: appointment on ${when}`,
        sentences: [`You have an appointment with ${other}.`, "You can come in from ten minutes before."],
      };
  }
}

function paymentText({ returnedCents, card, appointment }: PaymentNews, format: Format): NoticeText {
  const subject = `${format.money(returnedCents)} returned to you`;
  const paidFor = appointment
    ? `You had paid for your appointment with ${appointment.counsellorName}.`
    : "The time that it was for was gone before your payment arrived.";
  return { subject, sentences: [`${subject}, to your ${card}.`, paidFor, "It was a test payment: no money moved."] };
}

function movedWords({ by, before, reader }: AppointmentNews, other: string, zone: string, format: Format): string[] {
  const moved =
    by === "system"
      ? `Your appointment with ${other} was moved.`
      : by === reader
        ? `You moved your appointment with ${other}.`
        : `${other} moved your appointment.`;
  return before ? [moved, `It was to be on ${format.dateTime(before, zone)}.`] : [moved];
}

function cancelledWords(news: AppointmentNews, other: string, format: Format): string[] {
  return [whatWasCancelled(news, other), ...moneyWords(news, format)];
}

function whatWasCancelled({ appointment, reader, by }: AppointmentNews, other: string): string {
  const { startsAt } = appointment;
  const inTime = `in the first ${minutesOf({ startsAt, endsAt: attendanceDeadline(appointment) })} minutes`;
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

function moneyWords({ appointment, reader }: AppointmentNews, format: Format): string[] {
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
