import type { LetterWords } from "../letters/letter-rules.js";
import { CODE_MINUTES } from "./proof-rules.js";

/** The mail with a code and a link that confirm its address. */
export function confirmWords(code: string, href: string): LetterWords {
  return {
    subject: `${code} is your code`,
    sentences: [`Please confirm this e-mail address with this code. It works for ${CODE_MINUTES} minutes.`],
    code,
    link: { href, words: "Or open this link within a day, on a device where you are signed in" },
    closing: ["If you did not ask for this, ignore this e-mail. Nothing happens without the code."],
  };
}

/** The mail to an address that has an account, when it was entered for another one. */
export function takenWords(siteUrl: string): LetterWords {
  return {
    subject: "You already have an account",
    sentences: [
      "Someone has just entered this e-mail address for another account. It already belongs to an account, so nothing was changed.",
      "If it was you, sign in to your existing account.",
    ],
    link: { href: `${siteUrl}/sign-in`, words: "Sign in" },
    closing: [`If you have forgotten your password, choose a new one: ${siteUrl}/forgot-password`],
  };
}

/** The mail to an address that an account has just been moved away from. Without a link, an earlier mail has the one that works. */
export function changedWords(siteUrl: string, token: string | null): LetterWords {
  const link = token && { href: `${siteUrl}/take-back-email/${token}`, words: "Undo the change" };
  return {
    subject: "Your e-mail address was changed",
    sentences: [
      "Your account now uses a different e-mail address, so we will not write to this one again.",
      "If it was you, you don't need to do anything.",
    ],
    ...(link && { link }),
    closing: link
      ? ["If it was not you, undo the change. The link works for 7 days, and signs everyone out of your account."]
      : ["If it was not you, use the link that we sent to your previous address."],
  };
}
