const TITLES = /^((dr|prof|mag|ms|mr|mrs)\.?\s+)+/i;
const TINTS = 6;
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** The side of an avatar in pixels. */
const SIDES = { small: 40, medium: 64, large: 112 };

interface Pictured {
  name: string;
  photo?: { small: string; large: string } | null;
}

interface Initials {
  initials: string;
  tint: number;
}

interface Avatar extends Partial<Initials> {
  file: string | null;
  pixels: number;
  className: string;
}

/** How to draw a person: the name of their photo's file in the size that fits, if they have one, or their initials on a tint. */
export function avatarOf({ name, photo }: Pictured, size: keyof typeof SIDES = "medium"): Avatar {
  const file = photo?.[size === "large" ? "large" : "small"] ?? null;
  const className = size === "medium" ? "avatar" : `avatar avatar-${size}`;
  return { file, pixels: SIDES[size], className, ...(file === null && initialsOf(name)) };
}

/** What stands for a person without a photo: up to two initials, and which of the six tints is behind them. */
export function initialsOf(name: string): Initials {
  const words = name.replace(TITLES, "").trim().split(/\s+/);
  const ends = [words[0], words.length > 1 ? words.at(-1) : ""];
  const initials = ends.map((word = "") => initialOf(word)).join("");
  const sum = [...name].reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0);
  return { initials, tint: sum % TINTS };
}

/** The first letter of a word with its marks, or the first of what else it is made of; a capital where that is one letter. */
function initialOf(word: string): string {
  const letters = [...graphemes.segment(word)].map(({ segment }) => segment);
  const first = letters.find((letter) => /^[\p{L}\p{N}]/u.test(letter)) ?? letters[0] ?? "";
  const capital = first.toUpperCase();
  return [...graphemes.segment(capital)].length === 1 ? capital : first;
}
