import { AccountModel, type Account } from "../accounts/account-model.js";
import { normalEmail } from "../accounts/account-rules.js";
import { readableEmail } from "../accounts/readable-email.js";
import { authorize, type Person } from "../access/permissions.js";
import { NotFound } from "../platform/errors.js";
import { between, present } from "../platform/queries.js";

const SHOWN = 30;

/** An account as an admin sees it. */
export type AccountView = Pick<Account, "_id" | "email" | "name" | "role" | "suspendedAt" | "createdAt">;

const VIEW = { email: 1, name: 1, role: 1, suspendedAt: 1, createdAt: 1 };

/** Accounts whose e-mail address begins like this, in its order; without one, those that are suspended. At most thirty. */
export async function findAccounts(actor: Person, email: string): Promise<{ accounts: AccountView[]; more: boolean }> {
  authorize(actor, "account.suspend", {});
  const start = normalEmail(email);
  const filter = start ? { email: between(start, `${start}\uffff`) } : { suspendedAt: present };
  const found = await AccountModel.find(filter, VIEW)
    .sort({ email: 1 })
    .limit(SHOWN + 1)
    .lean();
  return { accounts: found.slice(0, SHOWN).map(asRead), more: found.length > SHOWN };
}

/** One account. Throws NotFound. */
export async function findAccount(actor: Person, id: string): Promise<AccountView> {
  authorize(actor, "account.suspend", {});
  const account = await AccountModel.findById(id, VIEW).lean();
  if (!account) throw new NotFound();
  return asRead(account);
}

const asRead = (account: AccountView): AccountView => ({ ...account, email: readableEmail(account.email) });
