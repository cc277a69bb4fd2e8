import { InvalidInput } from "../platform/errors.js";

/** A small picture of a picture: WebP. */
export interface Preview {
  width: number;
  height: number;
  bytes: Buffer;
}

const LONGEST_SIDE = 320;
const MOST_PIXELS = 60_000_000;

/**
 * Makes a small picture of an image, upright and with nothing of its metadata (place, camera, time). Throws InvalidInput for what
 * cannot be read as an image, or is far too large to be unpacked.
 */
export async function makePreview(image: Buffer): Promise<Preview> {
  const { default: sharp } = await import("sharp");
  try {
    const { data, info } = await sharp(image, { limitInputPixels: MOST_PIXELS })
      .autoOrient()
      .resize(LONGEST_SIDE, LONGEST_SIDE, { fit: "inside", withoutEnlargement: true })
      .webp({ quality: 70 })
      .toBuffer({ resolveWithObject: true });
    return { bytes: data, width: info.width, height: info.height };
  } catch {
    throw new InvalidInput({ file: "This picture cannot be opened. It may be damaged, incomplete or far too large." });
  }
}
