/** Letters that stand for themselves, not for another with an accent, and how they are written without them. */
const WRITTEN: Record<string, string> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ð: "d",
  þ: "th",
  ł: "l",
  ħ: "h",
  ŧ: "t",
  ı: "i",
  ŋ: "n",
};

/** A text as it is compared: lower case, without accents, and in plain letters where it is in Latin ones. */
export function plainLetters(text: string): string {
  const bare = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return bare.replace(/[^\0-\x7f]/g, (letter) => WRITTEN[letter] ?? letter);
}
