import type { AppointmentView } from "../appointments/with-people.js";
import { JOIN_BEFORE_MINUTES } from "../appointments/appointment-rules.js";
import type { Party } from "../protocol/messages.js";
import { cancellationSentence, refundSentence, refundStateOf } from "../appointments/cancellation-words.js";
import type { Format } from "../web/format-rules.js";
import type { NoticeKind } from "./notice-rules.js";

/** What a notice says about an appointment. */
export interface AppointmentNews {
  kind: Exclude<NoticeKind, "payment-returned" | "message-waiting">;
  appointment: AppointmentView;
  reader: Party;
  /** Who made the change: one of the two, or HealSpace itself. */
  by: Party | "system";
  /** The start that the reader was told last, if it is a different one. */
  before?: Date;
}

/** What a notice says about a refund. */
export interface PaymentNews {
  kind: "payment-returned";
  reader: "client";
  returned: number;
  /** The card that it went back to. */
  card: string;
  /** The appointment that it paid for; null if the time was gone before the payment arrived. */
  appointment: AppointmentView | null;
}

/** That unread messages wait. */
export interface MessageNews {
  kind: "message-waiting";
  conversationId: string;
  appointment: null;
}

export type News = AppointmentNews | PaymentNews | MessageNews;

export interface NoticeText {
  subject: string;
  /** What happened, in one to three sentences. */
  sentences: string[];
}

/** The words of a notice: who, when, and what happens to the money; never what the session is about. */
export function noticeText(news: News, format: Format): NoticeText {
  if (news.kind === "message-waiting")
    return { subject: "You have a new message", sentences: ["You have a new message."] };
  return news.kind === "payment-returned" ? paymentText(news, format) : appointmentText(news, format);
}

/** The words of a notice that shows nothing but a time: no names, no site, no kind of event. */
export function discreetText({ appointment }: News, zone: string | undefined, format: Format): NoticeText {
  const when = appointment && zone ? ` for ${format.dateTime(appointment.startsAt, zone)}` : "";
  return { subject: `Reminder${when}`, sentences: [] };
}

function appointmentText(news: AppointmentNews, format: Format): NoticeText {
  const { appointment, reader } = news;
  const zone = reader === "client" ? appointment.clientZone : appointment.counsellorZone;
  const when = format.dateTime(appointment.startsAt, zone);
  const other = reader === "client" ? appointment.counsellorName : appointment.clientName;
  switch (news.kind) {
    case "confirmation":
      return { subject: `Appointment confirmed: ${when}`, sentences: bookedWords(news, other, format) };
    case "change":
      return { subject: `Appointment moved to ${when}`, sentences: movedWords(news, other, zone, format) };
    case "cancellation":
      return {
        subject: wasReturned(appointment) ? `About your appointment on ${when}` : `Appointment cancelled: ${when}`,
        sentences: cancelledWords(news, format),
      };
    case "offer":
      return { subject: `About a time for you: ${when}`, sentences: offerWords(news, other, zone, format) };
    case "offer-answer":
      return { subject: `About the time that you offered: ${when}`, sentences: [answerWords(news, other)] };
    case "day-before":
    case "hour-before":
      return {
        subject: `Reminder: appointment on ${when}`,
        sentences: [
          `You have an appointment with ${other}.`,
          `You can join from ${JOIN_BEFORE_MINUTES} minutes before.`,
        ],
      };
  }
}

function offerWords({ appointment }: AppointmentNews, other: string, zone: string, format: Format): string[] {
  const { status, movesFrom, deadlineAt } = appointment;
  if (status === "void") return [`${other} withdrew the offer.`];
  const offered = movesFrom
    ? `${other} offers you another time for your appointment on ${format.dateTime(movesFrom, zone)}.`
    : `${other} offers you this time.`;
  const until = deadlineAt ? [`Please answer by ${format.dateTime(deadlineAt, zone)}.`] : [];
  return status === "offered" ? [offered, ...until] : [offered];
}

function answerWords({ by }: AppointmentNews, other: string): string {
  return by === "client" ? `${other} declined it.` : `It expired before ${other} answered.`;
}

function bookedWords({ appointment, reader }: AppointmentNews, other: string, format: Format): string[] {
  const booked = `Your appointment with ${other} is booked.`;
  if (appointment.payBy !== "direct" || reader === "counsellor") return [booked];
  return [
    booked,
    `You pay ${format.money(appointment.priceCents)} to ${other} directly. The appointment page says how.`,
  ];
}

function paymentText({ returned, card, appointment }: PaymentNews, format: Format): NoticeText {
  const subject = `${format.money(returned)} refunded to you`;
  const paidFor = appointment
    ? `You paid this for an appointment with ${appointment.counsellorName}.`
    : "The time was gone before your payment arrived.";
  return {
    subject,
    sentences: [
      `${format.money(returned)} refunded to your ${card}.`,
      paidFor,
      "It was a test payment: no money moved.",
    ],
  };
}

function movedWords({ by, before, reader }: AppointmentNews, other: string, zone: string, format: Format): string[] {
  const moved =
    by === "system"
      ? `Your appointment with ${other} was moved.`
      : by === reader
        ? `You moved your appointment with ${other}.`
        : `${other} moved your appointment.`;
  return before ? [moved, `It was planned for ${format.dateTime(before, zone)}.`] : [moved];
}

function cancelledWords({ appointment, reader }: AppointmentNews, format: Format): string[] {
  const state = refundStateOf(appointment);
  const about = { reader, money: format.money, counsellor: appointment.counsellorName };
  const refund = refundSentence(state, appointment.priceCents, about);
  const isToCome = state === "on its way" && reader === "client";
  const returned = `${appointment.counsellorName} is not charging for your cancelled appointment after all.`;
  return [
    wasReturned(appointment) ? returned : cancellationSentence(appointment, reader, "your appointment"),
    ...(refund ? [refund] : []),
    ...(isToCome ? ["We will write again when it arrives."] : []),
  ];
}

function wasReturned({ history }: AppointmentView): boolean {
  return history.some(({ what }) => what === "returned");
}
