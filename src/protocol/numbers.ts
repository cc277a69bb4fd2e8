const DIGIT = /\p{Nd}/u;

/**
 * The text with every digit as 0 to 9, whatever script or width it was typed in, full-width signs as plain ones, and invisible
 * ones left out. Unicode keeps decimal digits in runs of ten that begin with zero (The Unicode Standard, section 4.6).
 */
export function plainDigits(text: string): string {
  const visible = text.normalize("NFKC").replace(/\p{Cf}/gu, "");
  return visible.replace(/\p{Nd}/gu, (digit) => String(valueOf(digit.codePointAt(0) ?? 0)));
}

function valueOf(codePoint: number): number {
  let first = codePoint;
  while (DIGIT.test(String.fromCodePoint(first - 1))) first -= 1;
  return (codePoint - first) % 10;
}

/** The digits of a text in which spaces and dashes only group them, such as "4242 4242"; other signs stay. */
export function ungroup(text: string): string {
  return plainDigits(text).replace(/[\s\p{Pd}]/gu, "");
}

/** The most characters of a price as people type it: "9999999.99 EUR". */
export const PRICE_LENGTH = 14;

/** The most characters of an age or a number of minutes. */
export const COUNT_LENGTH = 3;

/** A whole number as someone typed it; null for anything else, or more than nine digits. */
export function readWhole(text: string): number | null {
  const digits = plainDigits(text).trim();
  return /^\d{1,9}$/.test(digits) ? Number(digits) : null;
}

/** A time of day as "HH:MM" from what someone typed, such as "9", "9.30", "0930" or "9:30:00"; other text comes back as it is. */
export function readClock(text: string): string {
  const match = /^(\d{1,2})(?:\s*[:.h]?\s*(\d{2}))?(?::\d{2})?$/.exec(plainDigits(text).trim());
  return match ? `${(match[1] ?? "").padStart(2, "0")}:${match[2] ?? "00"}` : text;
}
