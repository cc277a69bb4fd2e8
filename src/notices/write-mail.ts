import { minutesOf } from "../appointments/appointment-rules.js";
import type { Mail } from "../platform/mailer.js";
import type { Services } from "../services.js";
import type { Addressed } from "./find-news.js";
import { makeCalendarFile } from "./make-calendar-file.js";
import type { Notice } from "./notice-model.js";
import type { NoticeKind } from "./notice-rules.js";
import type { Format } from "../web/format-rules.js";
import { discreetText, noticeText, type News } from "./notice-words.js";

/** What renders mails: the templates of pages, and their formats with the dates of a language. */
export interface MailRendering {
  formatIn: (locale?: string) => Format;
  render: (view: string, data: object) => Promise<string>;
}

const WITH_CALENDAR: readonly NoticeKind[] = ["confirmation", "change", "cancellation"];

/** What discreet mails are signed with. */
const DISCREET_SENDER = "Reminder";

/**
 * Writes the mail of a notice in text and HTML, with a calendar file if it changes what a calendar shows. A discreet one shows
 * nothing but a time and a link.
 */
export async function writeMail(
  services: Services,
  { formatIn, render }: MailRendering,
  notice: Notice,
  { news, to }: Addressed,
): Promise<Mail> {
  const { name, email, mailLocale, isDiscreet } = to;
  const format = formatIn(mailLocale);
  const { appointment, kind } = news;
  const seen = seenBy(news, format);
  const { subject, sentences } = isDiscreet ? discreetText(news, seen.ownZone, format) : noticeText(news, format);
  const choicesUrl = `${services.siteUrl}/notices`;
  const paragraph = sentences.join(" ");
  const shown = { format, subject, paragraph, choicesUrl, appointment, ...seen, ...wayTo(services, news) };
  const data = isDiscreet
    ? { ...shown, greeting: "Hello,", sender: null, other: null, isAhead: false, linkWords: "Open" }
    : { ...shown, greeting: `Hello ${name},`, sender: services.site.current.name };
  const hasCalendar = !isDiscreet && appointment && WITH_CALENDAR.includes(kind);
  return {
    id: notice._id.toString(),
    to: isDiscreet ? { name: "", address: email } : { name, address: email },
    ...(isDiscreet && { senderName: DISCREET_SENDER }),
    subject,
    text: await render("notices/mail-text", data),
    html: await render("notices/mail-html", data),
    choicesUrl,
    ownerId: notice.personId.toString(),
    ...(hasCalendar ? { calendar: makeCalendarFile(services, appointment, { name, email }) } : {}),
  };
}

interface Seen {
  other?: string;
  ownZone?: string;
  otherZone?: string;
  hasOtherZone?: boolean;
  minutes?: number;
}

/** The other person and both time zones, from the reader's side. */
function seenBy(news: News, { zoneName }: Format): Seen {
  if (!news.appointment) return {};
  const { appointment, reader } = news;
  const { clientName, clientZone, counsellorName, counsellorZone } = appointment;
  const hasOtherZone = zoneName(clientZone) !== zoneName(counsellorZone);
  const seen = { hasOtherZone, minutes: minutesOf(appointment) };
  return reader === "client"
    ? { ...seen, other: counsellorName, ownZone: clientZone, otherZone: counsellorZone }
    : { ...seen, other: clientName, ownZone: counsellorZone, otherZone: clientZone };
}

interface Way {
  /** Whether the session is still to come. */
  isAhead: boolean;
  link: string;
  linkWords: string;
  /** Where camera and microphone are checked. */
  checkLink?: string;
}

function wayTo({ siteUrl }: Services, news: News): Way {
  if (news.kind === "message-waiting")
    return { isAhead: false, link: `${siteUrl}/conversations/${news.conversationId}/messages`, linkWords: "Read it" };
  const { appointment } = news;
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
