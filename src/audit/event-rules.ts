/** What the audit log keeps, with the words for it on its page. */
export const EVENTS = {
  "settings.changed": "Site settings changed",
  "text.published": "Site text published",
  "setup.changed": "Setup changed",
  "counsellor.verified": "Counsellor verified",
  "counsellor.returned": "Verification returned",
  "document.opened": "Document opened",
  "report.handled": "Report handled",
  "delivery.retried": "E-mail retried",
  "account.suspended": "Account suspended",
  "account.restored": "Suspension lifted",
  "password.changed": "Password changed",
  "email.changed": "E-mail address changed",
  "email.takenBack": "E-mail address change undone",
  "logins.ended": "Signed out everywhere",
  "password.reset": "Password reset by link",
  "password.linkHandedOut": "Password link handed out",
  "admin.linkMade": "Link created by make-admin",
  "admin.added": "Admin added",
  "admin.removed": "Admin rights removed",
  "signIn.slowed": "Sign-in slowed after many attempts",
  "record.handedOver": "Client's record handed over",
  "keys.rotated": "Encryption keys rotated",
} as const;

export type EventName = keyof typeof EVENTS;
