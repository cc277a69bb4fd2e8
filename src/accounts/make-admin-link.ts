import { recordEvent } from "../audit/record-event.js";
import { createOneTimeLink } from "../one-time-links/one-time-links.js";
import { Conflict } from "../platform/errors.js";
import type { Services } from "../services.js";
import { AccountModel } from "./account-model.js";
import { normalEmail } from "./account-rules.js";

/** What a link of `make-admin` does. */
export interface AdminLink {
  path: string;
  expiresAt: Date;
  /** Make a new admin's account, give a counsellor's account admin rights, or let an admin choose a new password. */
  does: "new" | "counsellor" | "password";
}

/**
 * Makes a one-time link for the person with this e-mail address: to become an admin or, for one who is, to choose a new password.
 * Throws Conflict for a client's account and a suspended one.
 */
export async function makeAdminLink(services: Pick<Services, "clock" | "secrets">, typed: string): Promise<AdminLink> {
  const email = normalEmail(typed);
  const account = await AccountModel.findOne({ provenEmail: email }).lean();
  if (account?.role === "client") {
    throw new Conflict(`${email} is a client's account. An admin needs an account of their own: use another address.`);
  }
  if (account?.suspendedAt)
    throw new Conflict(`The account of ${email} is suspended. Another admin can lift the suspension.`);
  const isAdmin = account && (account.role === "admin" || account.isAdmin === true);
  const purpose = isAdmin ? "password" : "admin";
  const bearer = account ? { accountId: String(account._id) } : { address: email };
  const { token, expiresAt } = await createOneTimeLink(services, purpose, bearer);
  await recordEvent(services, null, "admin.linkMade", account ? { accountId: account._id } : {});
  if (isAdmin) return { path: `/reset-password/${token}`, expiresAt, does: "password" };
  return { path: `/become-admin/${token}`, expiresAt, does: account ? "counsellor" : "new" };
}
