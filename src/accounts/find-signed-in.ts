import type { Person } from "../access/permissions.js";
import { AccountModel } from "./account-model.js";
import { toPerson } from "./sign-in.js";
import { absent } from "../platform/queries.js";

/**
 * The person signed in by this login session, or null when it was ended or the account suspended. The account's own list
 * decides, so that a login session written back by a request in flight while its owner signed out does not count.
 */
export async function findSignedIn(accountId: string, loginId: string): Promise<Person | null> {
  const account = await AccountModel.findOne({
    _id: accountId,
    "logins.id": loginId,
    suspendedAt: absent,
  }).lean();
  return account && toPerson(account, loginId);
}
