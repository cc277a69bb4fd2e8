import { authorize, type Person } from "../access/permissions.js";
import { keepBytes, forgetFile } from "../files/keep-file.js";
import { makePhoto } from "../files/make-photo.js";
import type { SealedFile } from "../platform/secrets.js";
import type { Services } from "../services.js";
import { AccountModel, photoPlace } from "./account-model.js";

/** Gives a client a photo, sealed, in place of the one before. Throws InvalidInput beside the photo for what is none. */
export async function saveOwnPhoto(services: Services, actor: Person, bytes: Buffer): Promise<void> {
  authorize(actor, "photo.edit", { clientId: actor.id });
  const { small, large } = await makePhoto(bytes);
  const photo = {
    small: await keepBytes(services, small, photoPlace(actor.id, "small")),
    large: await keepBytes(services, large, photoPlace(actor.id, "large")),
  };
  await replacePhoto(services, actor, { $set: { photo } });
}

/** Removes a client's photo. */
export async function removeOwnPhoto(services: Services, actor: Person): Promise<void> {
  authorize(actor, "photo.edit", { clientId: actor.id });
  await replacePhoto(services, actor, { $unset: { photo: 1 } });
}

/** Nobody uses what the write replaced, so its files are removed, however many windows do this at once. */
async function replacePhoto(
  services: Services,
  actor: Person,
  change: { $set: { photo: Record<"small" | "large", SealedFile> } } | { $unset: { photo: 1 } },
): Promise<void> {
  const before = await AccountModel.findByIdAndUpdate(actor.id, change, { returnDocument: "before" }).orFail().lean();
  for (const file of Object.values(before.photo ?? {})) await forgetFile(services, file);
}
