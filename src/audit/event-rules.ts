/** What the audit log keeps, with the words for it on its page. */
export const EVENTS = {
  "settings.changed": "Site settings changed",
  "text.published": "Site text published",
  "setup.changed": "Setup changed",
  "counsellor.verified": "Counsellor verified",
  "counsellor.returned": "Verification returned",
  "document.opened": "Document opened",
  "report.handled": "Report handled",
  "delivery.retried": "Mail tried again",
  "account.suspended": "Account suspended",
  "account.restored": "Suspension lifted",
  "password.changed": "Password changed",
  "email.changed": "E-mail address changed",
  "email.takenBack": "Change of the e-mail address taken back",
  "logins.ended": "Logins ended",
  "password.reset": "Password chosen by a link",
  "password.linkHandedOut": "Link for a new password handed out",
  "admin.linkMade": "Link made by make-admin",
  "admin.added": "Admin added",
  "admin.removed": "Admin's powers removed",
  "signIn.slowed": "Sign-in slowed after many tries",
  "record.handedOver": "Client's record handed over",
  "keys.rotated": "Encryption keys rotated",
} as const;

export type EventName = keyof typeof EVENTS;
