import { plainLetters } from "../profiles/plain-letters-rules.js";

/** From À to the end of Latin Extended-A, and Latin Extended Additional: letters with accents. */
const ACCENTED = [...lettersFrom(0xc0, 0x17f), ...lettersFrom(0x1e00, 0x1eff)];

/** Each plain letter with those that are written with it. */
const alike = new Map<string, string>();
for (const letter of ACCENTED) {
  const plain = plainLetters(letter);
  if (plain.length === 1) alike.set(plain, (alike.get(plain) ?? plain) + letter);
}

/** What finds a name by the beginning of any of its words, whatever its case and accents: "zoe" finds "Anna-Zoë". */
export function namePattern(words: string): RegExp {
  const letters = [...plainLetters(words)].map((letter) => {
    const others = alike.get(letter);
    return others ? `[${others}]` : letter.replace(/[.*+?^${}()|[\]\\]/, "\\$&");
  });
  return new RegExp(`(^|[^\\p{L}\\p{M}])${letters.join("")}`, "iu");
}

function lettersFrom(first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, place) => String.fromCodePoint(first + place));
}
