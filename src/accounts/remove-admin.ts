import mongoose from "mongoose";
import { authorize, type Person } from "../access/permissions.js";
import { recordEvent } from "../audit/record-event.js";
import { writeLetter } from "../letters/write-letter.js";
import { Conflict } from "../platform/errors.js";
import type { Services } from "../services.js";
import { AccountModel } from "./account-model.js";
import { leaveAdmins } from "./admin-roster.js";

/**
 * Takes the admin rights from a counsellor's account, which keeps the rest, and tells its owner. Throws Conflict for the last
 * admin, and for an account that is an admin's alone.
 */
export async function removeAdmin(services: Services, actor: Person, accountId: string): Promise<void> {
  authorize(actor, "admin.remove", {});
  const _id = new mongoose.Types.ObjectId(accountId);
  const holds = { _id, role: "counsellor", isAdmin: true } as const;
  if (!(await AccountModel.exists(holds))) throw new Conflict("This account does not have admin rights.");
  await leaveAdmins(_id);
  const account = await AccountModel.findOneAndUpdate(holds, { $unset: { isAdmin: 1 } }).lean();
  if (!account) return;
  await recordEvent(services, actor, "admin.removed", { accountId });
  await writeLetter(services, {
    kind: "admin-removed",
    to: { name: account.name, address: account.email },
    personId: _id,
    words: {
      subject: "Your account can no longer run the site",
      sentences: ["An admin has removed the admin rights of your account. Everything else stays the same."],
    },
  });
}
