import type { Sharp } from "sharp";

/** At this quality nobody sees a difference. Optimised coding would hold the whole picture in memory to save 6 % of the file. */
const JPEG = { quality: 92, chromaSubsampling: "4:4:4", optimiseCoding: false };

/**
 * Writes a picture as JPEG, PNG or WebP (a media type), made smaller until it has at most this many bytes: one that was compressed
 * harder before grows when it is written again.
 */
export async function writeWithin(mostBytes: number, picture: Sharp, kind: string): Promise<Buffer> {
  const write = (sized: Sharp) => written(sized, kind).toBuffer({ resolveWithObject: true });
  let { data, info } = await write(picture.clone());
  while (data.length > mostBytes) {
    const scale = 0.95 * Math.sqrt(mostBytes / data.length);
    ({ data, info } = await write(picture.clone().resize(Math.floor(info.width * scale))));
  }
  return data;
}

/** Sharp writes no metadata unless asked to, and converts colours to sRGB. */
function written(picture: Sharp, kind: string): Sharp {
  if (kind === "image/png") return picture.png();
  return kind === "image/webp" ? picture.webp({ quality: 90 }) : picture.flatten({ background: "white" }).jpeg(JPEG);
}
