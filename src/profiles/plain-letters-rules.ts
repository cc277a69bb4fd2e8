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

const SPELLED_OUT: Record<string, string> = { ä: "ae", ö: "oe", ü: "ue", å: "aa", ø: "oe" };

/** A text in lower case with its umlauts spelled out, as people do who lack the keys: "Müller" becomes "mueller". */
export function spelledOut(text: string): string {
  const lower = text.normalize("NFC").toLowerCase();
  return lower.replace(/[äöüåø]/g, (letter) => SPELLED_OUT[letter] ?? letter);
}

/** A text as it is compared: lower case, without accents, and in plain letters where it is in Latin ones. */
export function plainLetters(text: string): string {
  const bare = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return bare.replace(/[^\0-\x7f]/g, (letter) => WRITTEN[letter] ?? letter);
}
