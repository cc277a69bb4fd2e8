import { fileTypeFromBuffer } from "file-type";
import { InvalidInput } from "../platform/errors.js";
import type { Place, SealedFile } from "../platform/secrets.js";
import type { Services } from "../services.js";
import { cleanFileName, FILE_KINDS } from "./file-rules.js";
import type { KeptFile } from "./kept-file-model.js";

/** What somebody uploads: under a name of their choosing. */
export interface Upload {
  name: string;
  bytes: Buffer;
}

/** The kind of an upload, by its content. Throws InvalidInput for anything but PDF, PNG, JPEG and WebP. */
export async function kindOf({ bytes }: Upload): Promise<string> {
  const mime = (await fileTypeFromBuffer(bytes))?.mime ?? "";
  if (mime in FILE_KINDS) return mime;
  throw new InvalidInput({ file: "Please choose a PDF, PNG, JPEG or WebP file. This one is something else inside." });
}

/**
 * Keeps an upload of that kind in a record, each of its fields in the place named for it: sealed before any store sees it. The caller
 * writes the result down there, or forgets it with `forgetFile`.
 */
export async function keepFile(
  services: Services,
  upload: Upload,
  kind: string,
  placeOf: (field: "name" | "content") => Place,
): Promise<KeptFile> {
  return {
    name: services.secrets.seal(cleanFileName(upload.name, kind), placeOf("name")),
    kind,
    bytes: upload.bytes.length,
    content: await keepBytes(services, upload.bytes, placeOf("content")),
  };
}

/** Seals bytes for their place and hands them to the file store. */
export async function keepBytes(services: Services, bytes: Buffer, place: Place): Promise<SealedFile> {
  const { keyId, box } = services.secrets.seal(bytes, place);
  return { keyId, reference: await services.files.put(box) };
}

/** Removes kept bytes, as far as the store is there. */
export async function forgetFile(services: Services, { reference }: SealedFile): Promise<void> {
  await services.files.remove(reference).catch(() => undefined);
}
