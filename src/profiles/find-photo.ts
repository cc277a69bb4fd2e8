import { authorize, type Actor } from "../access/permissions.js";
import { NotFound } from "../platform/errors.js";
import type { Services } from "../services.js";
import { CounsellorModel } from "./counsellor-model.js";

/** Finds a photo by its reference. Throws NotFound for people who may not see its profile. */
export async function findPhoto(services: Services, actor: Actor, reference: string): Promise<Buffer> {
  const counsellor = await CounsellorModel.findOne({
    $or: [{ "photo.small": reference }, { "photo.large": reference }],
  }).lean();
  authorize(actor, "counsellor.see", counsellor && { ...counsellor, counsellorId: counsellor._id });
  const bytes = await services.files.get(reference);
  if (!bytes) throw new NotFound();
  return bytes;
}
