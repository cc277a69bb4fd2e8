import { AccountModel, type Account } from "../accounts/account-model.js";
import { normalEmail } from "../accounts/account-rules.js";
import { readableEmail } from "../accounts/readable-email.js";
import { authorize, type Person, type Role } from "../access/permissions.js";
import { NotFound } from "../platform/errors.js";
import { counted } from "../platform/counted-rules.js";
import { page, type Page } from "../platform/paging.js";
import { absent, after, between } from "../platform/queries.js";
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

/** Their order, which is also that of the index that holds only those. */
const SUSPENDED = { suspendedAt: -1, _id: -1 } as const;
const EVER = new Date(0);

const VIEW = { email: 1, name: 1, role: 1, suspendedAt: 1, createdAt: 1, logins: 1, isAdmin: 1, provenEmail: 1 };

/** A page of the accounts that fit, the newest first; of those suspended, the latest to be suspended. */
export async function findAccounts(
  actor: Person,
  search: AccountSearch,
  asked: number,
): Promise<Page & { counted: string; accounts: AccountView[] }> {
  authorize(actor, "account.suspend", {});
  const which = accountFilter(search);
  const count = await countAccounts(search);
  const shown = page(count, asked);
  const accounts = await AccountModel.find(which, VIEW)
    .sort(search.state === "suspended" ? SUSPENDED : { createdAt: -1, _id: -1 })
    .skip(shown.skip)
    .limit(shown.limit)
    .lean();
  return { ...shown, counted: counted(count, "account"), accounts: accounts.map(asRead) };
}

/** One account. Throws NotFound. */
export async function findAccount(actor: Person, id: string): Promise<AccountView> {
  authorize(actor, "account.suspend", {});
  const account = await AccountModel.findById(id, VIEW).lean();
  if (!account) throw new NotFound();
  return asRead(account);
}

/** Few are suspended, and an index holds those: the active ones are all others. */
async function countAccounts(search: AccountSearch): Promise<number> {
  if (search.state !== "active" || search.words) return countMatches(search);
  const [all, suspended] = await Promise.all([
    countMatches({ ...search, state: undefined }),
    countMatches({ ...search, state: "suspended" }),
  ]);
  return all - suspended;
}

function countMatches(search: AccountSearch): Promise<number> {
  const which = accountFilter(search);
  if (Object.keys(which).length === 0) return AccountModel.estimatedDocumentCount();
  return AccountModel.countDocuments(which);
}

function accountFilter({ words, role, state }: AccountSearch) {
  const start = normalEmail(words);
  return {
    ...(words && { $or: [{ email: between(start, `${start}\uffff`) }, { name: namePattern(words) }] }),
    ...(role && { role }),
    ...(state && { suspendedAt: state === "suspended" ? after(EVER) : absent }),
  };
}

const asRead = (account: AccountView): AccountView => ({ ...account, email: readableEmail(account.email) });
