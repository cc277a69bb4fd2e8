import { plainEmail } from "../web/text-rules.js";

/** How many mails a counsellor may invite people with in a day, and how many of those may go to one address. */
export const INVITATIONS_A_DAY = 20;
export const INVITATION_MAILS_TO_ONE = 3;
/** In characters as people see them. */
export const PASSWORD_LENGTHS = { least: 10, most: 128 };
/** In UTF-16 units: the longest password that can be entered to sign in, so that older ones still work. */
export const ENTERED_PASSWORD_LENGTH = 1024;
/** How many links to choose a new password go to one account. */
export const RESET_MAILS_AN_HOUR = 3;
/** In characters as people see them. */
export const NAME_LENGTHS = { least: 2, most: 80 };
/** A login session ends this long after signing in, however much it is used. */
export const LOGIN_LASTS_MS = 7 * 24 * 60 * 60_000;

/** The form in which an e-mail address is stored and looked up: lower case, its domain in ASCII. */
export function normalEmail(email: string): string {
  return plainEmail(email).toLowerCase();
}
