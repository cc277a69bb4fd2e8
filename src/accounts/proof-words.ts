import type { LetterWords } from "../letters/letter-rules.js";
import { CODE_MINUTES, CONFIRM_PATH } from "./proof-rules.js";

/** The mail with a code and a link that confirm its address. */
export function confirmWords(siteUrl: string, code: string, token: string): LetterWords {
  return {
    subject: `${code} is your code`,
    sentences: [`Please confirm this e-mail address with this code. It works for ${CODE_MINUTES} minutes.`],
    code,
    link: { href: `${siteUrl}${CONFIRM_PATH}/${token}`, words: "Or open this page within a day" },
    closing: ["If you did not ask for this, you can ignore this mail. Nothing happens without the code."],
  };
}

/** The mail to an address that has an account, when it was entered for another one. */
export function takenWords(siteUrl: string): LetterWords {
  return {
    subject: "You already have an account",
    sentences: [
      "Somebody has just entered this e-mail address for another account. It already has one, so nothing was changed.",
      "If it was you, sign in to the account you have.",
    ],
    link: { href: `${siteUrl}/sign-in`, words: "Sign in" },
    closing: [`If you have forgotten your password, choose a new one: ${siteUrl}/forgot-password`],
  };
}
