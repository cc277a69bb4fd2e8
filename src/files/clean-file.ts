import { InvalidInput } from "../platform/errors.js";
import { FILE_BYTES } from "../protocol/limits.js";
import { cleanFileName, PICTURE_TYPES, refusalWords, REFUSED } from "./file-rules.js";
import { isMoving } from "./is-moving.js";
import { typeOf } from "./type-of.js";
import { withPicture } from "./with-picture.js";
import { writeWithin } from "./write-picture.js";

/** What someone uploads, under a name of their choosing. */
export interface UncheckedFile {
  name: string;
  bytes: Buffer;
}

/** A file as it may be kept and passed on: `kind` is its media type. */
export interface CleanFile extends UncheckedFile {
  kind: string;
}

/**
 * An upload with a safe name and of a kind that its content proves. A picture is turned upright and loses all metadata (place, camera,
 * time); AVIF and HEIC become JPEG, moving WebP pictures go on moving, and one that would have more than 10 MB is made smaller. The
 * same upload always gives the same bytes. Throws InvalidInput for what is empty, damaged, too large, moving in another format, or
 * neither a PDF nor a picture.
 */
export async function cleanFile({ name, bytes }: UncheckedFile): Promise<CleanFile> {
  if (bytes.length === 0) throw new InvalidInput({ file: REFUSED.empty });
  const type = (await typeOf(bytes)) ?? "";
  if (type === "application/pdf") return { name: cleanFileName(name, type), kind: type, bytes };
  const kind = PICTURE_TYPES[type];
  if (!kind) throw new InvalidInput({ file: REFUSED.otherKind });
  if (isMoving(bytes, type)) throw new InvalidInput({ file: REFUSED.moving });
  return { name: cleanFileName(name, kind), kind, bytes: await cleanPicture(bytes, kind) };
}

async function cleanPicture(bytes: Buffer, kind: string): Promise<Buffer> {
  const frames = kind === "image/webp" ? "all" : "first";
  try {
    return await withPicture(bytes, (picture) => writeWithin(FILE_BYTES, picture, kind), frames);
  } catch (error) {
    throw new InvalidInput({ file: refusalWords(error) });
  }
}
