/** What can happen that the audit log keeps, and how its page puts it. */
export const EVENTS = {
  "settings.changed": "Changed the site settings",
  "text.published": "Published a new version of a site text",
  "admin.appointed": "Made an admin",
  "admin.dismissed": "Took the admin role away",
  "counsellor.verified": "Verified a counsellor",
  "counsellor.returned": "Returned a profile for changes",
  "account.suspended": "Suspended an account",
  "account.restored": "Lifted a suspension",
  "account.logins-ended": "Signed an account out everywhere",
  "account.reset-issued": "Issued a password reset link",
  "password.changed": "Changed a password",
  "password.reset": "Reset a password by link",
  "email.changed": "Changed an e-mail address",
  "sign-in.slowed": "Slowed down sign-ins to an account",
} as const;

export type EventName = keyof typeof EVENTS;
