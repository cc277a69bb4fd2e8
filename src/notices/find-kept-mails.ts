import { authorize, type Person } from "../access/permissions.js";
import type { KeptMail } from "../platform/mailer.js";
import { NotFound } from "../platform/errors.js";
import type { Services } from "../services.js";

/** The mails that a site without a mail server kept for the actor. Throws NotFound where the site sends mail, or in production. */
export async function findKeptMails(
  { mailer }: Services,
  actor: Person,
): Promise<(Omit<KeptMail, "at"> & { at: Date })[]> {
  authorize(actor, "outbox.see", {});
  if (!mailer.outbox) throw new NotFound();
  const mails = await mailer.outbox.list(actor.id);
  return mails.map((mail) => ({ ...mail, at: new Date(mail.at) }));
}
