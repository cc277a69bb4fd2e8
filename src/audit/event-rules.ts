/** What the audit log keeps. */
export const EVENTS = [
  "settings.changed",
  "text.published",
  "setup.changed",
  "counsellor.verified",
  "account.suspended",
  "account.restored",
] as const;

export type EventName = (typeof EVENTS)[number];
