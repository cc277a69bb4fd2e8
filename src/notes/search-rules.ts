/** Letters as search compares them: without case and marks. */
export function plainText(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** The words that someone looks for, plain. */
export function wordsOf(asked: string): string[] {
  return plainText(asked).split(/\s+/).filter(Boolean);
}

const BEFORE = 60;
const AFTER = 120;

/**
 * The part of a text around the first of the words, on one line; null where it does not hold all of them. Without words, its beginning.
 */
export function excerptOf(text: string, words: string[]): string | null {
  const plain = plainText(text);
  if (!words.every((word) => plain.includes(word))) return null;
  const at = words[0] === undefined ? 0 : indexIn(text, words[0]);
  const start = Math.max(0, at - BEFORE);
  const part = text
    .slice(start, at + AFTER)
    .replace(/\s+/g, " ")
    .trim();
  return `${start > 0 ? "… " : ""}${part}${at + AFTER < text.length ? " …" : ""}`;
}

/** Where a plain word begins in a text: plain text may be longer or shorter than what it is made of. */
function indexIn(text: string, word: string): number {
  let plain = "";
  const starts: number[] = [];
  let at = 0;
  for (const character of text) {
    const letters = plainText(character);
    for (let i = 0; i < letters.length; i += 1) starts.push(at);
    plain += letters;
    at += character.length;
  }
  return starts[plain.indexOf(word)] ?? 0;
}
