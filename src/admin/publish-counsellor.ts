import { authorize, type Person } from "../access/permissions.js";
import { recordEvent } from "../audit/record-event.js";
import { CounsellorModel } from "../profiles/counsellor-model.js";
import { missingFrom } from "../profiles/profile-rules.js";
import { Conflict, NotFound } from "../platform/errors.js";
import type { Services } from "../services.js";

/**
 * Publishes a counsellor whose credentials were checked, and writes on the profile what was checked and when. `version` is the
 * profile that was looked at: throws Conflict when it has been changed since, or is not complete.
 */
export async function publishCounsellor(
  services: Services,
  actor: Person,
  checked: { counsellorId: string; version: number; what: string },
): Promise<void> {
  authorize(actor, "counsellor.check", {});
  const { counsellorId: _id, version, what } = checked;
  const counsellor = await CounsellorModel.findById(_id).lean();
  if (!counsellor) throw new NotFound();
  const isComplete = missingFrom({ ...counsellor, gender: counsellor.gender ?? null }).length === 0;
  const verified = { what, at: services.clock.now() };
  const published = isComplete
    ? await CounsellorModel.updateOne({ _id, version }, { $set: { verified, published: true } })
    : { matchedCount: 0 };
  if (published.matchedCount === 0)
    throw new Conflict("This profile has changed since you opened it. Please look again.");
  await recordEvent(services, actor, "counsellor.verified", { accountId: _id, detail: what });
  await services.changed(_id);
}
