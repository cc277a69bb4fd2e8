import { authorize, type Person } from "../access/permissions.js";
import { AccountModel, type Account } from "./account-model.js";

/**
 * Signs the actor out elsewhere: in the login session with this id, or without one in all but that in which they act. Returns the
 * ids of those that ended.
 */
export async function endOtherLogins(actor: Person, loginId?: string): Promise<string[]> {
  authorize(actor, "account.manage", {});
  const isEnded = ({ id }: { id: string }): boolean => id !== actor.loginId && (!loginId || id === loginId);
  const which = { $ne: actor.loginId, ...(loginId && { $eq: loginId }) };
  const before = await AccountModel.findOneAndUpdate(
    { _id: actor.id },
    { $pull: { logins: { id: which } } },
    { returnDocument: "before" },
  ).lean<Account>();
  return (before?.logins ?? []).filter(isEnded).map(({ id }) => id);
}
