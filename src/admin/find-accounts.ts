import mongoose from "mongoose";
import { AccountModel, type Account } from "../accounts/account-model.js";
import { normalEmail } from "../accounts/account-rules.js";
import { authorize, type Actor } from "../access/permissions.js";
import { NotFound } from "../platform/errors.js";

const SHOWN = 30;

/** An account as whoever looks after the site sees it. */
export type AccountView = Pick<Account, "_id" | "email" | "name" | "role" | "suspendedAt" | "createdAt">;

const VIEW = { email: 1, name: 1, role: 1, suspendedAt: 1, createdAt: 1 };

/** Accounts whose e-mail address begins like this, in its order; without one, those that are suspended. At most thirty. */
export async function findAccounts(actor: Actor, email: string): Promise<{ accounts: AccountView[]; more: boolean }> {
  authorize(actor, "account.suspend", {});
  const start = normalEmail(email);
  const filter = start
    ? { email: mongoose.trusted({ $gte: start, $lt: `${start}\uffff` }) }
    : { suspendedAt: mongoose.trusted({ $exists: true }) };
  const found = await AccountModel.find(filter, VIEW)
    .sort({ email: 1 })
    .limit(SHOWN + 1)
    .lean();
  return { accounts: found.slice(0, SHOWN), more: found.length > SHOWN };
}

/** One account. Throws NotFound. */
export async function findAccount(actor: Actor, id: string): Promise<AccountView> {
  authorize(actor, "account.suspend", {});
  const account = mongoose.isObjectIdOrHexString(id) ? await AccountModel.findById(id, VIEW).lean() : null;
  if (!account) throw new NotFound();
  return account;
}
