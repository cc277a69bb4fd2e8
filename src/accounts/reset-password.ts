import { recordEvent } from "../audit/record-event.js";
import { withdrawLetters } from "../letters/withdraw-letters.js";
import { writeLetter } from "../letters/write-letter.js";
import { findOneTimeLink, spendOneTimeLink } from "../one-time-links/one-time-links.js";
import type { LinkState } from "../one-time-links/link-rules.js";
import { Conflict } from "../platform/errors.js";
import { absent } from "../platform/queries.js";
import type { Services } from "../services.js";
import { AccountModel, type Account } from "./account-model.js";
import { ensureUnguessable } from "./ensure-unguessable.js";
import { hashPassword } from "./passwords.js";

/** A link to choose a new password: whose it is, or why it does not work. */
export type ResetLink =
  | { state: "open"; email: string; name: string }
  | { state: Exclude<LinkState["state"], "open"> | "suspended" };

const NOT_OPEN = "This link no longer works.";

/** Looks at a link to choose a new password without spending it. */
export async function findResetLink(services: Services, token: string): Promise<ResetLink> {
  const link = await findOneTimeLink(services, "password", token);
  if (link.state !== "open") return link;
  const account = await AccountModel.findById(link.accountId, { email: 1, name: 1, suspendedAt: 1 }).lean();
  if (!account || isForAnother(link.address, account.email)) return { state: "unknown" };
  return account.suspendedAt ? { state: "suspended" } : { state: "open", email: account.email, name: account.name };
}

/**
 * Spends a link and sets the new password of its account. Every login session of it ends; returns their ids. Its owner is told by
 * mail. Throws Conflict when the link is not open or the account suspended.
 */
export async function resetPassword(
  services: Services,
  { token, password, address }: { token: string; password: string; address: string },
): Promise<string[]> {
  const link = await findResetLink(services, token);
  if (link.state !== "open") throw new Conflict(NOT_OPEN);
  ensureUnguessable(services, password, link);
  const passwordHash = await hashPassword(password, address);
  const { accountId, address: mailedTo } = await spendOneTimeLink(services, "password", token);
  const before = await AccountModel.findOneAndUpdate(
    { _id: accountId!, suspendedAt: absent, ...(mailedTo !== undefined && { email: mailedTo }) },
    { $set: { passwordHash, logins: [] } },
    { returnDocument: "before" },
  ).lean();
  if (!before) throw new Conflict(NOT_OPEN);
  await recordEvent(services, null, "password.reset", { accountId: before._id });
  await withdrawLetters(services, { personId: before._id, kind: "reset-link" });
  await services.tries.forgetSignIns(before.email);
  if (before.provenEmail) await tellOwner(services, before);
  return before.logins.map(({ id }) => id);
}

/** A mailed link stops working once its account has another address; one that was handed out names none. */
function isForAnother(mailedTo: string | undefined, email: string): boolean {
  return mailedTo !== undefined && mailedTo !== email;
}

async function tellOwner(services: Services, { _id, name, email }: Account): Promise<void> {
  await writeLetter(services, {
    kind: "password-reset",
    to: { name, address: email },
    personId: _id,
    words: {
      subject: "Your password was changed",
      sentences: ["Your password was changed with a one-time link, and your account was signed out on all devices."],
      link: {
        href: `${services.siteUrl}/forgot-password`,
        words: "If it was not you, choose another password right away",
      },
      closing: ["Then tell the people who run the site."],
    },
  });
}
