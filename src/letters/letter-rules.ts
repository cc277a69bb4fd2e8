/** What letters are about, with the name that pages show. */
export const LETTER_KINDS = {
  "confirm-email": "Code to confirm your e-mail address",
  "email-taken": "Someone tried to use your e-mail address",
  "email-changed": "E-mail address changed",
  "reset-link": "Link to choose a new password",
  "password-reset": "Password reset by link",
  "reset-link-handed-out": "Password link handed out",
  "admin-added": "Admin rights given",
  "admin-removed": "Admin rights removed",
  "sign-in-slowed": "Many attempts to sign in",
  verification: "Verification of credentials",
  invitation: "Invitation",
} as const;
export type LetterKind = keyof typeof LETTER_KINDS;

/** Why a letter was not sent: it would have come too late to be of use, or what it says no longer holds. */
export const LETTER_WITHDRAWALS = ["expired", "recalled"] as const;

/** What a letter says. Mail reminds and must not disclose: no word of what a session is about, and nothing confidential. */
export interface LetterWords {
  subject: string;
  /** Paragraphs before the code and the link. */
  sentences: string[];
  /** A code to type in. */
  code?: string;
  link?: { href: string; words: string };
  /** Paragraphs after them. */
  closing?: string[];
}
