import type { AppointmentView } from "../appointments/find-appointments.js";
import { minutesOf } from "../appointments/appointment-rules.js";
import type { Mail } from "../platform/mailer.js";
import type { Services } from "../services.js";
import type { Addressed } from "./find-news.js";
import { makeCalendarFile } from "./make-calendar-file.js";
import type { Notice } from "./notice-model.js";
import type { NoticeKind } from "./notice-rules.js";
import type { Format } from "../web/format-rules.js";
import { noticeText, type News } from "./notice-words.js";

/** What renders mails: the templates of pages, and their formats with the dates of a language. */
export interface MailRendering {
  formatIn: (locale?: string) => Format;
  render: (view: string, data: object) => Promise<string>;
}

const WITH_CALENDAR: readonly NoticeKind[] = ["confirmation", "change", "cancellation"];

/** Writes the mail of a notice in text and HTML, with a calendar file if it changes what a calendar shows. */
export async function writeMail(
  services: Services,
  { formatIn, render }: MailRendering,
  notice: Notice,
  { news, to }: Addressed,
): Promise<Mail> {
  const { name, email, mailLocale } = to;
  const format = formatIn(mailLocale);
  const { appointment, kind } = news;
  const { subject, sentences } = noticeText(news, format);
  const choicesUrl = `${services.siteUrl}/notices`;
  const data = {
    format,
    subject,
    sentences,
    name,
    choicesUrl,
    appointment,
    ...seenBy(news, format),
    ...wayTo(services, appointment),
  };
  const hasCalendar = appointment && WITH_CALENDAR.includes(kind);
  return {
    id: notice._id.toString(),
    to: { name, address: email },
    subject,
    text: await render("notices/mail-text", data),
    html: await render("notices/mail-html", data),
    choicesUrl,
    ownerId: notice.personId.toString(),
    ...(hasCalendar ? { calendar: makeCalendarFile(services, appointment, { name, email }) } : {}),
  };
}

/** The other person and both time zones, from the reader's side. */
function seenBy({ appointment, reader }: News, { zoneName }: Format): object {
  if (!appointment) return {};
  const { clientName, clientZone, counsellorName, counsellorZone } = appointment;
  const hasOtherZone = zoneName(clientZone) !== zoneName(counsellorZone);
  const seen = { hasOtherZone, minutes: minutesOf(appointment) };
  return reader === "client"
    ? { ...seen, other: counsellorName, ownZone: clientZone, otherZone: counsellorZone }
    : { ...seen, other: clientName, ownZone: counsellorZone, otherZone: clientZone };
}

function wayTo({ siteUrl }: Services, appointment: AppointmentView | null): object {
  if (!appointment) return { isAhead: false, link: `${siteUrl}/appointments`, linkWords: "Your appointments" };
  const isAhead = appointment.status === "booked";
  const link = `${siteUrl}/appointments/${appointment.id}`;
  return {
    isAhead,
    link,
    checkLink: `${siteUrl}/check`,
    linkWords: isAhead ? "Join or change your appointment" : "See the appointment",
  };
}
