const TITLES = /^((dr|prof|mag|ms|mr|mrs)\.?\s+)+/i;
const TINTS = 6;

/** What stands for a person without a photo: up to two initials, and which of the six tints is behind them. */
export function avatarOf(name: string): { initials: string; tint: number } {
  const words = name.replace(TITLES, "").trim().split(/\s+/);
  const ends = [words[0], words.length > 1 ? words.at(-1) : ""];
  const initials = ends.map((word = "") => [...word][0] ?? "").join("");
  const sum = [...name].reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0);
  return { initials: initials.toUpperCase(), tint: sum % TINTS };
}
