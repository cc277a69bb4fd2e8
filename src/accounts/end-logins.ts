import { authorize, type Person } from "../access/permissions.js";
import { recordEvent } from "../audit/record-event.js";
import type { Services } from "../services.js";
import { AccountModel, type Account } from "./account-model.js";

/**
 * Signs the actor out elsewhere: in the login session with this id, or without one in all but that in which they act. Returns the
 * ids of those that ended.
 */
export async function endOtherLogins(services: Services, actor: Person, loginId?: string): Promise<string[]> {
  authorize(actor, "account.manage", {});
  const isEnded = ({ id }: { id: string }): boolean => id !== actor.loginId && (!loginId || id === loginId);
  const which = { $ne: actor.loginId, ...(loginId && { $eq: loginId }) };
  const before = await AccountModel.findOneAndUpdate(
    { _id: actor.id },
    { $pull: { logins: { id: which } } },
    { returnDocument: "before" },
  ).lean<Account>();
  const ended = (before?.logins ?? []).filter(isEnded).map(({ id }) => id);
  if (ended.length > 0) await recordEvent(services, actor, "logins.ended", { accountId: actor.id });
  return ended;
}
