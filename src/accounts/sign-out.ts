import type { Person } from "../access/permissions.js";
import { AccountModel } from "./account-model.js";

/** Ends the login session that this person acts in. */
export async function signOut({ id, loginId }: Person): Promise<void> {
  await AccountModel.updateOne({ _id: id }, { $pull: { logins: { id: loginId } } });
}
