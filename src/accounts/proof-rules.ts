/** Where people confirm their e-mail address. */
export const CONFIRM_PATH = "/confirm-email";

export const CODE_MINUTES = 15;
export const CODE_TRIES = 5;
/** After how many days an account whose address nobody confirms is removed. */
export const UNPROVEN_DAYS = 7;

/** Where people change their e-mail address. */
export const CHANGE_PATH = "/account/email";

/** What an address is confirmed for: a new account, or in place of the account's old one. Each has links and a page of its own. */
export const PROOFS = {
  register: { link: "email", page: CONFIRM_PATH },
  change: { link: "new-email", page: CHANGE_PATH },
} as const;
export type ProofPurpose = keyof typeof PROOFS;

/** Six digits of 32 random bits; what that leaves uneven is less than one in 4,000. */
export function codeFrom(bytes: Buffer): string {
  return String(bytes.readUInt32BE(0) % 1_000_000).padStart(6, "0");
}
