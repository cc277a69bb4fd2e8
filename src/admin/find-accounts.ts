import { AccountModel, type Account } from "../accounts/account-model.js";
import { normalEmail } from "../accounts/account-rules.js";
import { readableEmail } from "../accounts/readable-email.js";
import { authorize, type Person, type Role } from "../access/permissions.js";
import { NotFound } from "../platform/errors.js";
import { page, type Page } from "../platform/paging.js";
import { absent, between, present } from "../platform/queries.js";
import { namePattern } from "./name-pattern-rules.js";

/** An account as an admin sees it. */
export type AccountView = Pick<
  Account,
  "_id" | "email" | "name" | "role" | "suspendedAt" | "createdAt" | "logins" | "isAdmin" | "provenEmail"
>;

/** What to look for; every part may be left out. */
export interface AccountSearch {
  /** The beginning of an e-mail address, or of any word of a name. */
  words: string;
  role?: Role | undefined;
  state?: "active" | "suspended" | undefined;
}

const VIEW = { email: 1, name: 1, role: 1, suspendedAt: 1, createdAt: 1, logins: 1, isAdmin: 1, provenEmail: 1 };

/** A page of the accounts that fit, the newest first. */
export async function findAccounts(
  actor: Person,
  search: AccountSearch,
  asked: number,
): Promise<Page & { count: number; accounts: AccountView[] }> {
  authorize(actor, "account.suspend", {});
  const which = accountFilter(search);
  const isAll = Object.keys(which).length === 0;
  const count = await (isAll ? AccountModel.estimatedDocumentCount() : AccountModel.countDocuments(which));
  const shown = page(count, asked);
  const accounts = await AccountModel.find(which, VIEW)
    .sort({ createdAt: -1, _id: -1 })
    .skip(shown.skip)
    .limit(shown.limit)
    .lean();
  return { ...shown, count, accounts: accounts.map(asRead) };
}

/** One account. Throws NotFound. */
export async function findAccount(actor: Person, id: string): Promise<AccountView> {
  authorize(actor, "account.suspend", {});
  const account = await AccountModel.findById(id, VIEW).lean();
  if (!account) throw new NotFound();
  return asRead(account);
}

function accountFilter({ words, role, state }: AccountSearch) {
  const start = normalEmail(words);
  return {
    ...(words && { $or: [{ email: between(start, `${start}\uffff`) }, { name: namePattern(words) }] }),
    ...(role && { role }),
    ...(state && { suspendedAt: state === "suspended" ? present : absent }),
  };
}

const asRead = (account: AccountView): AccountView => ({ ...account, email: readableEmail(account.email) });
