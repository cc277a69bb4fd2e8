import { authorize, type Actor } from "../access/permissions.js";
import { CounsellorModel, type Counsellor } from "./counsellor-model.js";

/**
 * The counsellor at this address, or at one that they had under an earlier name. Throws NotFound unless they are published,
 * or the reader themselves.
 */
export async function findCounsellor(actor: Actor, slug: string): Promise<Counsellor> {
  const counsellor = await CounsellorModel.findOne({ slugs: slug }).lean();
  authorize(actor, "counsellor.see", counsellor && { ...counsellor, counsellorId: counsellor._id });
  return counsellor as Counsellor;
}
