import { authorize, type Person } from "../access/permissions.js";
import { CounsellorModel, type Counsellor } from "../profiles/counsellor-model.js";
import { missingFrom } from "../profiles/profile-rules.js";
import { not } from "../platform/queries.js";

/** Complete profiles that wait for a check of their credentials, by name. */
export async function findUnchecked(actor: Person): Promise<Counsellor[]> {
  authorize(actor, "counsellor.check", {});
  const unpublished = await CounsellorModel.find({ published: false, suspended: not(true) })
    .sort({ name: 1 })
    .lean();
  return unpublished.filter((one) => missingFrom({ ...one, gender: one.gender ?? null }).length === 0);
}
