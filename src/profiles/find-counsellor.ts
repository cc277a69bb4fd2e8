import { authorize, type Actor, type Person } from "../access/permissions.js";
import { CounsellorModel, type Counsellor } from "./counsellor-model.js";

/**
 * Finds the counsellor by the present or an earlier slug. Throws NotFound unless they are published or the reader is that
 * counsellor.
 */
export async function findCounsellor(actor: Actor, slug: string): Promise<Counsellor> {
  const counsellor = await CounsellorModel.findOne({ slugs: slug }).lean();
  authorize(actor, "counsellor.see", counsellor && { ...counsellor, counsellorId: counsellor._id });
  return counsellor as Counsellor;
}

/** The actor's own profile as clients would see it; null before it has an address. */
export async function findOwnCounsellor(actor: Person): Promise<Counsellor | null> {
  authorize(actor, "profile.edit", { counsellorId: actor.id });
  const counsellor = await CounsellorModel.findById(actor.id).lean();
  return counsellor?.slug ? counsellor : null;
}
