import type { Place, SealedFile } from "../platform/secrets.js";
import type { Services } from "../services.js";
import type { CleanFile } from "./clean-file.js";
import type { KeptFile } from "./kept-file-model.js";

/**
 * Keeps a file: its name and its bytes are sealed, each for its place, before any store sees them. The caller writes the result
 * into its record, or calls `forgetFile`.
 */
export async function keepFile(
  services: Services,
  { name, kind, bytes }: CleanFile,
  placeOf: (field: "name" | "content") => Place,
): Promise<KeptFile> {
  return {
    name: services.secrets.seal(name, placeOf("name")),
    kind,
    bytes: bytes.length,
    content: await keepBytes(services, bytes, placeOf("content")),
  };
}

/** Seals bytes for their place and hands them to the file store. */
export async function keepBytes(services: Services, bytes: Buffer, place: Place): Promise<SealedFile> {
  const { keyId, box } = services.secrets.seal(bytes, place);
  return { keyId, reference: await services.files.put(box) };
}

/** Removes kept bytes from the file store; does nothing where the store is away. */
export async function forgetFile(services: Services, { reference }: SealedFile): Promise<void> {
  await services.files.remove(reference).catch(() => undefined);
}
