import { authorize, type Person } from "../access/permissions.js";
import { among } from "../platform/queries.js";
import { AccountModel } from "./account-model.js";

type Id = { toString(): string };

/** Keeps whether the actor's network address is hidden in all their calls, from the next one they join. */
export async function saveHidesAddress(actor: Person, hides: boolean): Promise<void> {
  authorize(actor, "account.manage", {});
  const change = hides ? { $set: { hidesAddress: true } } : { $unset: { hidesAddress: 1 } };
  await AccountModel.updateOne({ _id: actor.id }, change);
}

/** Which of these people, by id, hide their address in all their calls. */
export async function whoHidesAddress(ids: Id[]): Promise<Set<string>> {
  const found = await AccountModel.find({ _id: among(ids.map(String)), hidesAddress: true }, { _id: 1 }).lean();
  return new Set(found.map(({ _id }) => String(_id)));
}
