import { authorize, type Person } from "../access/permissions.js";
import { recordEvent } from "../audit/record-event.js";
import { revokeOneTimeLink } from "../one-time-links/one-time-links.js";
import { Conflict, InvalidInput } from "../platform/errors.js";
import type { Services } from "../services.js";
import { AccountModel } from "./account-model.js";
import { ensureUnguessable } from "./ensure-unguessable.js";
import { isOwnPassword } from "./own-password.js";
import { hashPassword } from "./passwords.js";
import { newLogin, toPerson } from "./sign-in.js";

export interface PasswordChange {
  currentPassword: string;
  newPassword: string;
  device: string;
  address: string;
}

/**
 * Changes the actor's password and ends every login session of theirs, in the same write; they go on in a new one. Returns the
 * person in that one, and the ids of those that ended. Throws InvalidInput when the current password is wrong, TooMany after as
 * many tries as when signing in, and Conflict when the password was changed in the same moment.
 */
export async function changePassword(
  services: Services,
  actor: Person,
  { currentPassword, newPassword, device, address }: PasswordChange,
): Promise<{ person: Person; ended: string[] }> {
  authorize(actor, "account.manage", {});
  const account = await AccountModel.findById(actor.id).orFail().lean();
  if (!(await isOwnPassword(services, account, { password: currentPassword, address }))) {
    throw new InvalidInput({ currentPassword: "The current password is not right." });
  }
  ensureUnguessable(services, newPassword, account, "newPassword");

  const login = newLogin(device, services.clock.now());
  const before = await AccountModel.findOneAndUpdate(
    { _id: account._id, passwordHash: account.passwordHash, "logins.id": actor.loginId },
    { $set: { passwordHash: await hashPassword(newPassword, address), logins: [login] } },
    { returnDocument: "before" },
  ).lean();
  if (!before) throw new Conflict("Your account has just changed. Please check it and try again.");
  await revokeOneTimeLink("password", { accountId: actor.id });
  await recordEvent(services, actor, "password.changed", { accountId: actor.id });
  return { person: toPerson(account, login.id), ended: before.logins.map(({ id }) => id) };
}
