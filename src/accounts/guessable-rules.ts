import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import * as common from "@zxcvbn-ts/language-common";

/** Of zxcvbn's scores from 0 to 4, the first that it calls safe against guessing (10^8 guesses or more). */
const SAFE = 3;
/** Characters beyond this make a password stronger but take long to judge. */
const JUDGED_CHARACTERS = 72;

const ADVICE = "Four unrelated words make a good one.";
const OWN = `Please leave out your name, your e-mail address and this site's name. ${ADVICE}`;
const ROW = `Runs of letters, digits or neighbouring keys are guessed first. ${ADVICE}`;
const REPEATED = `Repeated characters are guessed first. ${ADVICE}`;
const COMMON = `This password is one of the first that people guess. ${ADVICE}`;

const SENTENCES: Record<string, string> = {
  userInputs: OWN,
  sequences: ROW,
  straightRow: ROW,
  keyPattern: ROW,
  simpleRepeat: REPEATED,
  extendedRepeat: REPEATED,
};

let judge: ZxcvbnFactory | undefined;

/**
 * Why a password is too easy to guess, in a sentence that helps, or null: the estimate of zxcvbn (Wheeler, USENIX Security 2016)
 * with its list of common passwords. `own`: what strangers know of its owner, such as name and e-mail address.
 */
export function guessable(password: string, own: string[]): string | null {
  // Its lists take 8 MB and 40 ms, which only the process of a site needs.
  judge ??= new ZxcvbnFactory({ dictionary: common.dictionary, graphs: common.adjacencyGraphs });
  const known = own.flatMap(spellings).filter((word) => word.length > 2);
  const { score, feedback } = judge.check(password.slice(0, JUDGED_CHARACTERS), known);
  return score >= SAFE ? null : (SENTENCES[feedback.warning ?? ""] ?? COMMON);
}

/** As it is, word by word, and without its spaces. */
function spellings(text: string): string[] {
  const words = text.split(/[^\p{L}\p{N}]+/u);
  return [text, ...words, words.join("")];
}
