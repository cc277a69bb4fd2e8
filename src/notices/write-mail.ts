import type { Mail } from "../platform/mailer.js";
import type { Services } from "../services.js";
import { makeCalendarFile } from "./make-calendar-file.js";
import type { Notice } from "./notice-model.js";
import type { Addressed } from "./find-subject.js";
import type { Kind } from "./notice-rules.js";
import { noticeText, type Format } from "./notice-words.js";

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
  { about, to }: Addressed,
): Promise<Mail> {
  const { appointment, kind } = about;
  const { subject, sentences } = noticeText(about, format);
  const data = {
    title: subject,
    sentences,
    to,
    appointment,
    isClient: about.reader === "client",
    isAhead: appointment.status === "booked" && kind !== "payment-returned",
    appointmentUrl: `${services.siteUrl}/appointments/${appointment.id}`,
    choicesUrl: `${services.siteUrl}/notices`,
  };
  const calendar = WITH_CALENDAR.includes(kind)
    ? makeCalendarFile(services, appointment, { name: to.name, email: to.email })
    : null;
  return {
    id: notice._id.toString(),
    to: { name: to.name, address: to.email },
    subject,
    text: await render("notices/mail-text", data),
    html: await render("notices/mail-html", data),
    choicesUrl: data.choicesUrl,
    ...(calendar ? { calendar } : {}),
  };
}
