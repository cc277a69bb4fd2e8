import { InvalidInput } from "../platform/errors.js";
import { refusalWords } from "./file-rules.js";
import { withPicture } from "./with-picture.js";

/** A small picture of a picture: WebP. */
export interface Thumbnail {
  width: number;
  height: number;
  bytes: Buffer;
}

const LONGEST_SIDE = 320;

/** Makes a small, upright picture without metadata. Throws InvalidInput for what is damaged or far too large. */
export async function makeThumbnail(image: Buffer): Promise<Thumbnail> {
  try {
    const { data, info } = await withPicture(image, (picture) =>
      picture
        .resize(LONGEST_SIDE, LONGEST_SIDE, { fit: "inside", withoutEnlargement: true })
        .webp({ quality: 70 })
        .toBuffer({ resolveWithObject: true }),
    );
    return { bytes: data, width: info.width, height: info.height };
  } catch (error) {
    throw new InvalidInput({ file: refusalWords(error) });
  }
}
