import { AccountModel } from "../accounts/account-model.js";
import type { Person } from "../access/permissions.js";

/** A person of the demo, as the one who acts. */
export async function findPerson(email = ""): Promise<Person> {
  const { _id, role, name, zone } = await AccountModel.findOne({ email }).orFail().lean();
  return { id: String(_id), role, isAdmin: false, name, zone, loginId: "demo" };
}
