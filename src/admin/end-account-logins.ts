import { AccountModel } from "../accounts/account-model.js";
import { authorize, type Person } from "../access/permissions.js";
import { recordEvent } from "../audit/record-event.js";
import { NotFound } from "../platform/errors.js";
import type { Services } from "../services.js";

/** Signs the owner of an account out everywhere. Returns the ids of the login sessions that ended. Throws NotFound. */
export async function endAccountLogins(services: Services, actor: Person, accountId: string): Promise<string[]> {
  authorize(actor, "account.suspend", {});
  const before = await AccountModel.findByIdAndUpdate(
    accountId,
    { $set: { logins: [] } },
    { returnDocument: "before" },
  ).lean();
  if (!before) throw new NotFound();
  if (before.logins.length > 0) await recordEvent(services, actor, "logins.ended", { accountId });
  return before.logins.map(({ id }) => id);
}
