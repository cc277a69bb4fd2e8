import { authorize, type Person } from "../access/permissions.js";
import { InvalidInput } from "../platform/errors.js";
import type { Services } from "../services.js";
import { CounsellorModel } from "./counsellor-model.js";
import { makePhoto } from "../files/make-photo.js";

/** Gives the actor's profile a photo in place of the one it had. Throws InvalidInput for what is no photo. */
export async function savePhoto(services: Services, actor: Person, bytes: Buffer): Promise<void> {
  authorize(actor, "profile.edit", { counsellorId: actor.id });
  if (!(await CounsellorModel.exists({ _id: actor.id }))) {
    throw new InvalidInput({ photo: "Please save your profile once before you add a photo." });
  }
  const { small, large } = await makePhoto(bytes);
  const photo = { small: await services.files.put(small), large: await services.files.put(large) };
  await replacePhoto(services, actor, { $set: { photo } });
}

/** Takes the photo off the actor's profile. */
export async function removePhoto(services: Services, actor: Person): Promise<void> {
  authorize(actor, "profile.edit", { counsellorId: actor.id });
  await replacePhoto(services, actor, { $unset: { photo: 1 } });
}

/** What the write replaced is nobody's any more, so its files go, however many windows do this at once. */
async function replacePhoto(
  services: Services,
  actor: Person,
  change: { $set: { photo: { small: string; large: string } } } | { $unset: { photo: 1 } },
): Promise<void> {
  const before = await CounsellorModel.findOneAndUpdate({ _id: actor.id }, change, { returnDocument: "before" }).lean();
  for (const file of Object.values(before?.photo ?? {})) await services.files.remove(file);
}
