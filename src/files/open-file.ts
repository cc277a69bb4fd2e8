import { NotFound } from "../platform/errors.js";
import type { Place, SealedFile } from "../platform/secrets.js";
import type { Services } from "../services.js";

/** The bytes that were kept for this place. Throws NotFound when the store no longer has them. */
export async function openFile(services: Services, { keyId, reference }: SealedFile, place: Place): Promise<Buffer> {
  const box = await services.files.get(reference);
  if (!box) throw new NotFound("This file is no longer available.");
  return services.secrets.open({ keyId, box }, place);
}
