import { authorize, type Person } from "../access/permissions.js";
import { recordEvent } from "../audit/record-event.js";
import { writeLetter } from "../letters/write-letter.js";
import { createOneTimeLink } from "../one-time-links/one-time-links.js";
import { Conflict, NotFound } from "../platform/errors.js";
import type { Services } from "../services.js";
import { AccountModel, type Account } from "./account-model.js";

export interface HandedLink {
  accountId: string;
  email: string;
  name: string;
  url: string;
  expiresAt: Date;
}

/**
 * Makes a link to choose a new password, for an admin to pass on to its owner where mail does not arrive. The audit log keeps it, and
 * the owner of a confirmed address is told by mail. Throws Conflict for a suspended account, and for an admin's, whose link
 * `make-admin` prints.
 */
export async function handOutResetLink(services: Services, actor: Person, accountId: string): Promise<HandedLink> {
  authorize(actor, "account.recover", {});
  const account = await AccountModel.findById(accountId).lean();
  if (!account) throw new NotFound();
  const { _id, name, email, role, isAdmin, suspendedAt, provenEmail } = account;
  if (suspendedAt) throw new Conflict("This account is suspended. Lift the suspension first.");
  if (role === "admin" || isAdmin) {
    throw new Conflict("For an admin, create the link on the server: npm run make-admin -- their e-mail address.");
  }
  const { token, expiresAt } = await createOneTimeLink(services, "password", { accountId: String(_id) });
  await recordEvent(services, actor, "password.linkHandedOut", { accountId: _id });
  if (provenEmail) await tellOwner(services, account);
  return { accountId, email, name, url: `${services.siteUrl}/reset-password/${token}`, expiresAt };
}

async function tellOwner(services: Services, { _id, name, email }: Account): Promise<void> {
  await writeLetter(services, {
    kind: "reset-link-handed-out",
    to: { name, address: email },
    personId: _id,
    words: {
      subject: "An admin created a link to your account",
      sentences: ["An admin created a link that lets you choose a new password. They will give it to you in person."],
      closing: [
        "The link works once, for 60 minutes.",
        "If you did not ask for it, please tell the people who run the site, and choose a new password.",
      ],
    },
  });
}
