import type { Sharp } from "sharp";
import { InvalidInput } from "../platform/errors.js";
import { cleanFileName, PICTURE_TYPES, REFUSED } from "./file-rules.js";
import { typeOf } from "./type-of.js";
import { withPicture } from "./with-picture.js";

/** What somebody uploads, under a name of their choosing. */
export interface Upload {
  name: string;
  bytes: Buffer;
}

/** A file as it may be kept and passed on: `kind` is its media type. */
export interface CleanFile extends Upload {
  kind: string;
}

/** At this quality nobody sees a difference. Optimised coding would hold the whole picture in memory to save 6 % of the file. */
const JPEG = { quality: 92, chromaSubsampling: "4:4:4", optimiseCoding: false };

/**
 * An upload with a safe name and of a kind that its content proves. A picture is turned upright and loses all metadata (place, camera,
 * time); AVIF and HEIC become JPEG, and moving WebP pictures go on moving. The same upload always gives the same bytes. Throws
 * InvalidInput for what is empty, damaged, or neither a PDF nor a picture.
 */
export async function cleanFile({ name, bytes }: Upload): Promise<CleanFile> {
  if (bytes.length === 0) throw new InvalidInput({ file: REFUSED.empty });
  const type = (await typeOf(bytes)) ?? "";
  if (type === "application/pdf") return { name: cleanFileName(name, type), kind: type, bytes };
  const kind = PICTURE_TYPES[type];
  if (!kind) throw new InvalidInput({ file: REFUSED.otherKind });
  return { name: cleanFileName(name, kind), kind, bytes: await cleanPicture(bytes, kind) };
}

async function cleanPicture(bytes: Buffer, kind: string): Promise<Buffer> {
  try {
    return await withPicture(
      bytes,
      (picture) => written(picture, kind).toBuffer(),
      kind === "image/webp" ? "all" : "first",
    );
  } catch {
    throw new InvalidInput({ file: REFUSED.damaged });
  }
}

/** Sharp writes no metadata unless asked to, and converts colours to sRGB. */
function written(picture: Sharp, kind: string): Sharp {
  if (kind === "image/png") return picture.png();
  return kind === "image/webp" ? picture.webp({ quality: 90 }) : picture.flatten({ background: "white" }).jpeg(JPEG);
}
