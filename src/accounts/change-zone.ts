import { authorize, type Person } from "../access/permissions.js";
import type { Services } from "../services.js";
import { AccountModel } from "./account-model.js";

/**
 * Changes the zone that the actor sees times in, and that a counsellor's hours are kept in. What is booked stays where it is.
 * Returns the ids of their login sessions, whose open pages still show the old one.
 */
export async function changeZone(services: Services, actor: Person, zone: string): Promise<string[]> {
  authorize(actor, "account.manage", {});
  const { logins } = await AccountModel.findByIdAndUpdate(actor.id, { $set: { zone }, $inc: { detailsVersion: 1 } })
    .orFail()
    .lean();
  if (actor.role === "counsellor") await services.changed(actor.id);
  return logins.map(({ id }) => id);
}
