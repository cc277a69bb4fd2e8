import type { AppointmentView } from "../appointments/find-appointments.js";
import type { Mail } from "../platform/mailer.js";
import type { Services } from "../services.js";
import type { Addressed } from "./find-news.js";
import { makeCalendarFile } from "./make-calendar-file.js";
import type { Notice } from "./notice-model.js";
import type { Kind } from "./notice-rules.js";
import { noticeText, type Format, type News } from "./notice-words.js";

/** How pages are written, for those who write mails. */
export interface Writing {
  format: Format;
  render: (view: string, data: object) => Promise<string>;
}

const WITH_CALENDAR: readonly Kind[] = ["confirmation", "change", "cancellation"];

/** Writes the mail of a notice: in text and HTML, with a calendar file where a calendar should follow. */
export async function writeMail(
  services: Services,
  { format, render }: Writing,
  notice: Notice,
  { news, to }: Addressed,
): Promise<Mail> {
  const { name, email } = to;
  const { appointment, kind } = news;
  const { subject, sentences } = noticeText(news, format);
  const choicesUrl = `${services.siteUrl}/notices`;
  const data = { subject, sentences, name, choicesUrl, appointment, ...seenBy(news), ...wayTo(services, appointment) };
  const hasCalendar = appointment && WITH_CALENDAR.includes(kind);
  return {
    id: notice._id.toString(),
    to: { name, address: email },
    subject,
    text: await render("notices/mail-text", data),
    html: await render("notices/mail-html", data),
    choicesUrl,
    ...(hasCalendar ? { calendar: makeCalendarFile(services, appointment, { name, email }) } : {}),
  };
}

/** The other person, and the zones of both, from where the reader stands. */
function seenBy({ appointment, reader }: News): object {
  if (!appointment) return {};
  const { clientName, clientZone, counsellorName, counsellorZone } = appointment;
  return reader === "client"
    ? { other: counsellorName, ownZone: clientZone, otherZone: counsellorZone }
    : { other: clientName, ownZone: counsellorZone, otherZone: clientZone };
}

function wayTo({ siteUrl }: Services, appointment: AppointmentView | null): object {
  if (!appointment) return { isAhead: false, link: `${siteUrl}/appointments`, linkWords: "Your appointments" };
  const isAhead = appointment.status === "booked";
  const link = `${siteUrl}/appointments/${appointment.id}`;
  return { isAhead, link, linkWords: isAhead ? "To come in or change it" : "See the appointment" };
}
