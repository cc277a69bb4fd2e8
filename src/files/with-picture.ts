import type { Sharp } from "sharp";
import { decodeHeic } from "./decode-heic.js";

/** A file of a few kilobytes can claim to hold an enormous picture. */
const MOST_PIXELS = 25_000_000;
/** Above this, half as wide and high is large enough; a JPEG is then never unpacked in full (libjpeg scales while it decodes). */
const MOST_KEPT = 12_500_000;
/** Browsers show photos at which a decoder only warns, such as those of some phones; what is cut off or broken stays refused. */
const LIMITS = { limitInputPixels: MOST_PIXELS, failOn: "error" } as const;

let lastTurn: Promise<unknown> = Promise.resolve();

/**
 * Gives `work` a picture (JPEG, PNG, WebP, AVIF or HEIC) that is turned upright when it is written. One picture at a time is decoded
 * in this process, so that a crowd of uploads needs the memory of one. Rejects with the decoder's error when the file is damaged
 * or has more than 25 million pixels. A still picture of more than 12.5 million becomes half as wide and high. `frames` says whether a
 * moving picture keeps moving.
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
  // No upload comes twice, so nothing that was decoded is worth keeping.
  sharp.cache(false);
  if (!isHeic(bytes)) return halved(sharp(bytes, { ...LIMITS, animated }).autoOrient());
  const { data, width, height } = await decodeHeic(bytes, { mostPixels: MOST_PIXELS, mostReturned: MOST_KEPT });
  return sharp(data, { raw: { width, height, channels: 3 } });
}

async function halved(picture: Sharp): Promise<Sharp> {
  const { autoOrient, pages = 1 } = await picture.metadata();
  const { width, height } = autoOrient;
  if (pages > 1 || width * height <= MOST_KEPT) return picture;
  return picture.resize(Math.round(width / 2), Math.round(height / 2), { fit: "fill" });
}

/** Whether only a HEVC decoder can open this HEIF file. Its first box names what it holds (ISO/IEC 23008-12, 10.2). */
function isHeic(bytes: Buffer): boolean {
  const brands = bytes.subarray(8, bytes.readUInt32BE(0)).toString("latin1");
  const isHeif = bytes.subarray(4, 8).toString("latin1") === "ftyp";
  return isHeif && !/avi[fs]/.test(brands);
}
