import mongoose from "mongoose";
import { AccountModel } from "../accounts/account-model.js";
import { authorize, type Person } from "../access/permissions.js";
import { recordEvent } from "../audit/record-event.js";
import { CounsellorModel } from "../profiles/counsellor-model.js";
import { Conflict } from "../platform/errors.js";
import { not } from "../platform/queries.js";
import type { Services } from "../services.js";

/**
 * Suspends an account: it is signed out everywhere, cannot sign in, and a counsellor is neither found nor booked. What they have and
 * had stays as it is. Returns the ids of the login sessions that ended. Throws Conflict for an admin's account.
 */
export async function suspendAccount(services: Services, actor: Person, accountId: string): Promise<string[]> {
  authorize(actor, "account.suspend", {});
  const _id = new mongoose.Types.ObjectId(accountId);
  const before = await AccountModel.findOneAndUpdate(
    { _id, role: not("admin") },
    { $set: { suspendedAt: services.clock.now(), logins: [] } },
    { returnDocument: "before" },
  ).lean();
  if (!before) throw new Conflict("An admin's account cannot be suspended.");
  await recordEvent(services, actor, "account.suspended", { accountId });
  await hide(services, _id, true);
  return before.logins.map(({ id }) => id);
}

/** Lifts a suspension: the person can sign in again, and a counsellor is found as before. */
export async function restoreAccount(services: Services, actor: Person, accountId: string): Promise<void> {
  authorize(actor, "account.suspend", {});
  const _id = new mongoose.Types.ObjectId(accountId);
  await AccountModel.updateOne({ _id }, { $unset: { suspendedAt: 1 } });
  await recordEvent(services, actor, "account.restored", { accountId });
  await hide(services, _id, false);
}

async function hide(services: Services, _id: mongoose.Types.ObjectId, isHidden: boolean): Promise<void> {
  const change = isHidden ? { $set: { suspended: true } } : { $unset: { suspended: 1 as const } };
  const changed = await CounsellorModel.updateOne({ _id }, change);
  if (changed.matchedCount > 0) await services.changed(_id);
}
