import { authorize, type Person } from "../access/permissions.js";
import { InvalidInput } from "../platform/errors.js";
import type { Services } from "../services.js";
import { CounsellorModel } from "./counsellor-model.js";
import { makePhoto } from "../files/make-photo.js";

/** Replaces the photo of the actor's profile. Throws InvalidInput if the upload is no photo. */
export async function savePhoto(services: Services, actor: Person, bytes: Buffer): Promise<void> {
  authorize(actor, "profile.edit", { counsellorId: actor.id });
  if (!(await CounsellorModel.exists({ _id: actor.id }))) {
    throw new InvalidInput({ photo: "Please save your profile once before you add a photo." });
  }
  const { small, large } = await makePhoto(bytes);
  const photo = { small: await services.files.put(small), large: await services.files.put(large) };
  await replacePhoto(services, actor, { $set: { photo, photoAt: services.clock.now() } });
}

/** Removes the photo from the actor's profile. */
export async function removePhoto(services: Services, actor: Person): Promise<void> {
  authorize(actor, "profile.edit", { counsellorId: actor.id });
  await replacePhoto(services, actor, { $unset: { photo: 1, photoAt: 1 } });
}

/** Deletes the files of the photo that the write replaced; several windows at once each delete their own. */
async function replacePhoto(
  services: Services,
  actor: Person,
  change: { $set: { photo: { small: string; large: string }; photoAt: Date } } | { $unset: { photo: 1; photoAt: 1 } },
): Promise<void> {
  const before = await CounsellorModel.findOneAndUpdate({ _id: actor.id }, change, { returnDocument: "before" }).lean();
  for (const file of Object.values(before?.photo ?? {})) await services.files.remove(file);
}
