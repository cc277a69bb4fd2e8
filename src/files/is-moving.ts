/**
 * Whether a picture of this media type moves in a way that is lost when it is written again: a PNG of several frames (APNG, acTL
 * chunk) or an AVIF sequence. WebP keeps its frames.
 */
export function isMoving(bytes: Buffer, type: string): boolean {
  if (type === "image/avif") return bytes.toString("latin1", 8, 12) === "avis";
  return type === "image/png" && framesOf(bytes) > 1;
}

const SIGNATURE_BYTES = 8;
/** Length, name and checksum of a chunk, around its data. */
const AROUND_DATA_BYTES = 12;

/** The frame count stands in a chunk before the picture's data (PNG, third edition, 11.3.6.1). */
function framesOf(png: Buffer): number {
  for (let at = SIGNATURE_BYTES; at + AROUND_DATA_BYTES <= png.length;) {
    const name = png.toString("latin1", at + 4, at + 8);
    if (name === "acTL") return png.readUInt32BE(at + 8);
    if (name === "IDAT") return 1;
    at += png.readUInt32BE(at) + AROUND_DATA_BYTES;
  }
  return 1;
}
