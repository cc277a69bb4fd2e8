import type { Sharp } from "sharp";
import { InvalidInput } from "../platform/errors.js";
import { PICTURE_TYPES, refusalWords, REFUSED } from "./file-rules.js";
import { typeOf } from "./type-of.js";
import { withPicture } from "./with-picture.js";

/**
 * Gives `work` an uploaded picture, which is upright and without metadata once it is written. Throws InvalidInput, at the form's
 * field of this name, for what is empty, damaged, too large, or no picture by its content.
 */
export async function readPicture<T>(bytes: Buffer, field: string, work: (picture: Sharp) => Promise<T>): Promise<T> {
  const unfit = (sentence: string): InvalidInput => new InvalidInput({ [field]: sentence });
  if (bytes.length === 0) throw unfit(REFUSED.empty);
  if (!isPicture(await typeOf(bytes))) throw unfit(REFUSED.noPicture);
  return withPicture(bytes, work).catch((error: unknown) => {
    throw error instanceof InvalidInput ? error : unfit(refusalWords(error));
  });
}

const isPicture = (type = ""): boolean => type in PICTURE_TYPES;
