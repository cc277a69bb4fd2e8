import { fileTypeFromBuffer } from "file-type";
import { InvalidInput } from "../platform/errors.js";

/** The sides of a photo in pixels: for cards, and for the profile, each for screens with two dots to the pixel. */
export const PHOTO_SIDES = { small: 128, large: 224 };

const LEAST_SIDE = 200;
/** A file of a few kilobytes can claim to be as large as a house. */
const LIMITS = { limitInputPixels: 60_000_000, failOn: "error" } as const;
const KINDS = ["image/jpeg", "image/png", "image/webp", "image/avif"];

/**
 * Makes a photo of what was uploaded: upright, square around what stands out most, in two sizes of WebP, with nothing of the
 * file's metadata (place, camera, time). Throws InvalidInput for what is no photo, judged by its content.
 */
export async function makePhoto(bytes: Buffer): Promise<{ small: Buffer; large: Buffer }> {
  const kind = (await fileTypeFromBuffer(bytes))?.mime ?? "";
  if (!KINDS.includes(kind))
    throw unfit("Please choose a JPEG, PNG, WebP or AVIF photo. This file is something else inside.");
  const { default: sharp } = await import("sharp");
  try {
    const { width, height } = await sharp(bytes, LIMITS).metadata();
    if (Math.min(width, height) < LEAST_SIDE) {
      throw unfit(
        `Please choose a larger photo: at least ${LEAST_SIDE} by ${LEAST_SIDE} pixels. This one has ${width} by ${height}.`,
      );
    }
    const square = (side: number): Promise<Buffer> =>
      sharp(bytes, LIMITS)
        .autoOrient()
        .resize(side, side, { fit: "cover", position: "attention" })
        .webp({ quality: 72 })
        .toBuffer();
    return { small: await square(PHOTO_SIDES.small), large: await square(PHOTO_SIDES.large) };
  } catch (error) {
    if (error instanceof InvalidInput) throw error;
    throw unfit("This photo could not be read. It may be damaged, or far too large. Please try another one.");
  }
}

const unfit = (sentence: string): InvalidInput => new InvalidInput({ photo: sentence });
