import { authorize, type Person } from "../access/permissions.js";
import { isDuplicate } from "../platform/database.js";
import type { Services } from "../services.js";
import { DeviceCheckModel, type SharedCheck } from "./check-model.js";
import type { CheckResult } from "./check-rules.js";

/** Keeps what the actor's browser found out for their counsellors to see, in place of the result before. */
export async function shareCheck({ clock }: Services, actor: Person, result: CheckResult): Promise<void> {
  authorize(actor, "check.share", { clientId: actor.id });
  const change = { $set: { ...result, at: clock.now() } };
  const keep = () => DeviceCheckModel.updateOne({ _id: actor.id }, change, { upsert: true });
  // Of two first results at the same moment, the second replaces the first.
  await keep().catch((error: unknown) => (isDuplicate(error) ? keep() : Promise.reject(error as Error)));
}

/** Deletes the result that the actor shares. */
export async function forgetCheck(actor: Person): Promise<void> {
  authorize(actor, "check.share", { clientId: actor.id });
  await DeviceCheckModel.deleteOne({ _id: actor.id });
}

/** The result that this client shares; null where they share none. */
export function findCheck(clientId: { toString(): string }): Promise<SharedCheck | null> {
  return DeviceCheckModel.findById(clientId.toString()).lean();
}
