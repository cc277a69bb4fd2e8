import { FILE_BYTES } from "../protocol/limits.js";

const NAME_LENGTH = 120;

/** What is kept, by media type: what it is called, and the endings that its name may have. */
export const FILE_KINDS: Record<string, { label: string; endings: [string, ...string[]] }> = {
  "application/pdf": { label: "PDF", endings: [".pdf"] },
  "image/png": { label: "PNG", endings: [".png"] },
  "image/jpeg": { label: "JPEG", endings: [".jpg", ".jpeg"] },
  "image/webp": { label: "WebP", endings: [".webp"] },
};

/** The pictures that people may choose, by media type, each with the type that it is kept as. */
export const PICTURE_TYPES: Record<string, string> = {
  "image/jpeg": "image/jpeg",
  "image/png": "image/png",
  "image/webp": "image/webp",
  "image/avif": "image/jpeg",
  "image/heic": "image/jpeg",
  "image/heif": "image/jpeg",
};

const MEGABYTES = FILE_BYTES / 1024 / 1024;
const PICTURE_NAMES = "JPEG, PNG, WebP, AVIF or HEIC";
/** Some systems know no media type for HEIC, so that its endings stand here as well. */
const PICTURE_ENDINGS = `${Object.keys(PICTURE_TYPES).join(",")},.heic,.heif`;

/** What the field of a form says about the files that it takes, in words and to the browser's dialog. */
export const FILE_FIELD = {
  hint:
    `PDF or picture (${PICTURE_NAMES}), up to ${MEGABYTES} MB. We remove where and when a picture was taken. ` +
    "A PDF is not changed: it may still contain its author, title and earlier text.",
  accept: `.pdf,${PICTURE_ENDINGS}`,
};

/** The same for a field that takes only pictures, of at least this many pixels on each side. */
export const pictureField = (leastSide = 0): typeof FILE_FIELD => ({
  hint: `${PICTURE_NAMES}, ${leastSide > 0 ? `at least ${leastSide} by ${leastSide} pixels, ` : ""}up to ${MEGABYTES} MB`,
  accept: PICTURE_ENDINGS,
});

/** The shorter side of a person's photo, in pixels. */
export const LEAST_PHOTO_SIDE = 200;

/** Why a file is refused, in words. */
export const REFUSED = {
  empty: "This file is empty. Please choose another one.",
  otherKind: `Please choose a PDF or a picture (${PICTURE_NAMES}). This file is something else, whatever its name says.`,
  noPicture: `Please choose a picture (${PICTURE_NAMES}). This file is something else, whatever its name says.`,
  damaged: "This picture cannot be opened. It may be damaged or incomplete. Please try another one.",
  tooLarge: "This picture has too many pixels for this site. Please choose a smaller copy of it.",
  moving: "This picture is animated, and we could only keep its first frame. Please choose a still picture or a WebP.",
};

/** A picture has more pixels than this site unpacks. */
export class PictureTooLarge extends Error {}

/** Says why a picture cannot be opened. Sharp reports its limit by words alone. */
export function refusalWords(error: unknown): string {
  const isTooLarge = error instanceof PictureTooLarge || /exceeds pixel limit/i.test(String(error));
  return isTooLarge ? REFUSED.tooLarge : REFUSED.damaged;
}

/**
 * A file's name that is safe to show and to save: no folders or control characters, at most 120 characters, and with an ending of its
 * kind. A picture that was converted loses its old ending.
 */
export function cleanFileName(name: string, kind: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? "";
  // oxlint-disable-next-line no-control-regex
  const plain = last.replace(/[\u0000-\u001f\u007f"<>|:*?\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "").trim();
  const short = [...plain].slice(-NAME_LENGTH).join("") || "Attachment";
  const endings = FILE_KINDS[kind]?.endings ?? [""];
  if (endings.some((ending) => short.toLowerCase().endsWith(ending))) return short;
  return short.replace(/\.(heic|heif|avif)$/i, "") + endings[0];
}
