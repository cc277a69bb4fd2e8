/** What one-time links are for, and how many minutes each works. */
export const LINK_MINUTES = {
  /** To become an admin. */
  admin: 24 * 60,
  /** To choose a new password. */
  password: 60,
  /** To confirm an e-mail address. */
  email: 24 * 60,
  /** To confirm an e-mail address in place of the account's old one. */
  "new-email": 24 * 60,
  /** To undo a change of the e-mail address. */
  "email-back": 7 * 24 * 60,
  /** To become a counsellor's client. */
  invitation: 7 * 24 * 60,
} as const;
export type LinkPurpose = keyof typeof LINK_MINUTES;

/** 256 bits in base64url. */
export const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** Whom a link is for. */
export interface LinkBearer {
  accountId?: string;
  /** The record that it is about; it then belongs to the person who holds the link. */
  recordId?: string;
  /** An address that it proves or speaks of. */
  address?: string;
}

/** A link as its reader finds it: replaced by a newer one, mangled or never made, it is unknown. */
export type LinkState = ({ state: "open" } & LinkBearer) | { state: "spent" | "expired" | "unknown" };
