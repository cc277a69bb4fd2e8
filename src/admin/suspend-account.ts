import mongoose from "mongoose";
import { AccountModel } from "../accounts/account-model.js";
import { authorize, type Person } from "../access/permissions.js";
import { recordEvent } from "../audit/record-event.js";
import { CounsellorModel } from "../profiles/counsellor-model.js";
import { Conflict } from "../platform/errors.js";
import { absent, not, present } from "../platform/queries.js";
import type { Services } from "../services.js";

/**
 * Suspends an account: it is signed out everywhere, cannot sign in, and a counsellor is neither found nor booked. What they have and
 * had stays as it is. `reason` goes into the audit log. Returns the ids of the login sessions that ended. Throws Conflict for an
 * admin's account, and where it is suspended already.
 */
export async function suspendAccount(
  services: Services,
  actor: Person,
  { accountId, reason }: { accountId: string; reason: string },
): Promise<string[]> {
  authorize(actor, "account.suspend", {});
  const _id = new mongoose.Types.ObjectId(accountId);
  const before = await AccountModel.findOneAndUpdate(
    { _id, role: not("admin"), isAdmin: not(true), suspendedAt: absent },
    { $set: { suspendedAt: services.clock.now(), logins: [] } },
    { returnDocument: "before" },
  ).lean();
  if (!before) throw new Conflict("This account is already suspended, or belongs to an admin.");
  await recordEvent(services, actor, "account.suspended", { accountId, detail: reason });
  await hide(services, _id, true);
  return before.logins.map(({ id }) => id);
}

/** Lifts a suspension: the person can sign in again, and a counsellor is found as before. Throws Conflict where there is none. */
export async function restoreAccount(
  services: Services,
  actor: Person,
  { accountId, reason }: { accountId: string; reason: string },
): Promise<void> {
  authorize(actor, "account.suspend", {});
  const _id = new mongoose.Types.ObjectId(accountId);
  const restored = await AccountModel.updateOne({ _id, suspendedAt: present }, { $unset: { suspendedAt: 1 } });
  if (restored.matchedCount === 0) throw new Conflict("This account is no longer suspended.");
  await recordEvent(services, actor, "account.restored", { accountId, detail: reason });
  await hide(services, _id, false);
}

async function hide(services: Services, _id: mongoose.Types.ObjectId, isHidden: boolean): Promise<void> {
  const change = isHidden ? { $set: { suspended: true } } : { $unset: { suspended: 1 as const } };
  const changed = await CounsellorModel.updateOne({ _id }, change);
  if (changed.matchedCount > 0) await services.changed(_id);
}
