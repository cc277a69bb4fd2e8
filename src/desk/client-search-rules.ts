import { plainLetters, spelledOut } from "../profiles/plain-letters-rules.js";

/**
 * Finds names in which each of these words begins a word, whatever its case and accents: "zoe" finds "Anna-Zoë", and both "mul" and
 * "muel" find "Müller".
 */
export function nameSearch(words: string): (name: string) => boolean {
  const sought = wordsOf(plainLetters(words));
  return (name) => {
    const names = [...wordsOf(plainLetters(name)), ...wordsOf(plainLetters(spelledOut(name)))];
    return sought.every((word) => names.some((one) => one.startsWith(word)));
  };
}

function wordsOf(plain: string): string[] {
  return plain.split(/[^\p{L}\p{M}\p{N}]+/u).filter((word) => word !== "");
}
