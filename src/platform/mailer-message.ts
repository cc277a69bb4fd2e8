import type { SendMailOptions } from "nodemailer";
import type { Address, Mail } from "./mailer.js";

/** A mail as nodemailer takes it. Nothing that answers mails by itself should answer this one. */
export function mailMessage(from: Address, mail: Mail): SendMailOptions {
  const { id, to, subject, text, html, calendar, choicesUrl } = mail;
  const domain = from.address.split("@").at(-1);
  return {
    messageId: `<${id}@${domain}>`,
    from: mail.senderName === undefined ? from : { ...from, name: mail.senderName },
    to,
    subject,
    text,
    html,
    headers: { "Auto-Submitted": "auto-generated", ...(choicesUrl && { "List-Unsubscribe": `<${choicesUrl}>` }) },
    ...(calendar ? { icalEvent: { ...calendar, filename: "appointment.ics" } } : {}),
  };
}
