import type { Person } from "../access/permissions.js";
import { AccountModel } from "./account-model.js";
import { toPerson } from "./sign-in.js";
import { absent } from "../platform/queries.js";

/**
 * Reads an account, and then returns the person signed in by one of its login sessions; null when that was ended or the account
 * suspended. The account's own list decides, so that a login session written back by a request in flight while its owner signed out
 * does not count.
 */
export async function findSignedIn(accountId: string): Promise<(loginId: string) => Person | null> {
  const account = await AccountModel.findOne({ _id: accountId, suspendedAt: absent }).lean();
  return (loginId) => (account?.logins.some(({ id }) => id === loginId) ? toPerson(account, loginId) : null);
}
