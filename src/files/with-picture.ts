import type { Sharp } from "sharp";
import { decodeHeic } from "./decode-heic.js";

/** A file of a few kilobytes can claim to be as large as a house. */
const MOST_PIXELS = 60_000_000;
/** Browsers show photos at which a decoder only warns, such as those of some phones; what is cut off or broken stays refused. */
const LIMITS = { limitInputPixels: MOST_PIXELS, failOn: "error" } as const;

let lastTurn: Promise<unknown> = Promise.resolve();

/**
 * Gives `work` a picture (JPEG, PNG, WebP, AVIF or HEIC) that is turned upright when it is written. One picture at a time is decoded
 * in this process, so that a crowd of uploads needs the memory of one. Rejects with the decoder's error when the file is damaged
 * or has more than 60 million pixels (HEIC: PictureTooLarge above 25 million, and half as wide and high above 12.5 million). `frames` says whether a moving picture keeps moving.
 */
export function withPicture<T>(
  bytes: Buffer,
  work: (picture: Sharp) => Promise<T>,
  frames: "first" | "all" = "first",
): Promise<T> {
  const turn = lastTurn.then(async () => work(await openPicture(bytes, frames === "all")));
  lastTurn = turn.catch(() => undefined);
  return turn;
}

async function openPicture(bytes: Buffer, animated: boolean): Promise<Sharp> {
  const { default: sharp } = await import("sharp");
  if (!isHeic(bytes)) return sharp(bytes, { ...LIMITS, animated }).autoOrient();
  const { data, width, height } = await decodeHeic(bytes);
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** Whether only a HEVC decoder can open this HEIF file. Its first box names what it holds (ISO/IEC 23008-12, 10.2). */
function isHeic(bytes: Buffer): boolean {
  const brands = bytes.subarray(8, Math.min(bytes.readUInt32BE(0), 256)).toString("latin1");
  const isHeif = bytes.subarray(4, 8).toString("latin1") === "ftyp";
  return isHeif && !/avi[fs]/.test(brands);
}
