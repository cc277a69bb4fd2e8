import type { Sharp } from "sharp";
import { InvalidInput } from "../platform/errors.js";
import { LEAST_PHOTO_SIDE } from "./file-rules.js";
import { readPicture } from "./read-picture.js";

/** The sides of a photo in pixels, for cards and for the profile: twice as many as are shown, for sharp screens. */
export const PHOTO_SIDES = { small: 128, large: 224 };

/**
 * Makes a photo of what was uploaded: upright, square around what stands out most, in two sizes of WebP, without metadata (place,
 * camera, time). Throws InvalidInput for what is empty, damaged, too small or too large, or no picture by its content.
 */
export function makePhoto(bytes: Buffer): Promise<{ small: Buffer; large: Buffer }> {
  return readPicture(bytes, "photo", squares);
}

async function squares(picture: Sharp): Promise<{ small: Buffer; large: Buffer }> {
  const { width, height } = await picture.metadata();
  if (Math.min(width, height) < LEAST_PHOTO_SIDE) {
    const least = `${LEAST_PHOTO_SIDE} by ${LEAST_PHOTO_SIDE} pixels`;
    throw new InvalidInput({
      photo: `Please choose a larger photo: at least ${least}. This one has ${width} by ${height}.`,
    });
  }
  const square = (side: number): Promise<Buffer> =>
    picture.clone().resize(side, side, { fit: "cover", position: "attention" }).webp({ quality: 72 }).toBuffer();
  return { small: await square(PHOTO_SIDES.small), large: await square(PHOTO_SIDES.large) };
}
