/**
 * Which fields hold ids of which collection's records. Where such a record may be gone, because it expires or is removed on its own, the
 * field stands in `MAY_LEAD_NOWHERE`.
 */
export const RECORD_REFERENCES: Record<string, Record<string, string>> = {
  acceptances: { accountId: "accounts" },
  adminRosters: { adminIds: "accounts" },
  emergencyContacts: { _id: "accounts" },
  emailProofs: { accountId: "accounts" },
  appointments: { clientId: "accounts", counsellorId: "accounts" },
  blocks: { clientId: "accounts", counsellorId: "accounts" },
  availability: { _id: "accounts" },
  deviceChecks: { _id: "accounts" },
  agreedPrices: { clientId: "accounts", counsellorId: "accounts" },
  clients: { clientId: "accounts", counsellorId: "accounts" },
  conversations: { clientId: "accounts", counsellorId: "accounts" },
  monthSums: { counsellorId: "accounts" },
  messages: { conversationId: "conversations", senderId: "accounts", unreadBy: "accounts" },
  reports: {
    conversationId: "conversations",
    reporterId: "accounts",
    reportedId: "accounts",
    "handling.by": "accounts",
    "closed.by": "accounts",
  },
  invitations: { counsellorId: "accounts", acceptedBy: "accounts" },
  invoices: { appointmentId: "appointments", clientId: "accounts", counsellorId: "accounts" },
  invoiceSettings: { _id: "accounts" },
  noteAddenda: { noteId: "notes", authorId: "accounts" },
  attachments: { appointmentId: "appointments", authorId: "accounts" },
  notes: { appointmentId: "appointments", authorId: "accounts", clientId: "accounts" },
  noteOpenings: { appointmentId: "appointments", authorId: "accounts", clientId: "accounts", by: "accounts" },
  noteTemplates: { _id: "accounts" },
  noteVersions: { noteId: "notes", appointmentId: "appointments", authorId: "accounts", clientId: "accounts" },
  noticeChoices: { _id: "accounts" },
  notices: { personId: "accounts", conversationId: "conversations" },
  directDetails: { _id: "accounts" },
  payments: { clientId: "accounts", "hold.clientId": "accounts", "hold.counsellorId": "accounts" },
  counsellors: { _id: "accounts" },
  attendance: { appointmentId: "appointments", accountId: "accounts", ends: "attendance" },
  whereabouts: { clientId: "accounts" },
  listings: { _id: "counsellors" },
  summedPractices: { _id: "accounts" },
  siteTexts: { by: "accounts" },
  verifications: { _id: "accounts" },
};

/** References to records and files that may be gone, and ids that are their record's own. */
export const MAY_LEAD_NOWHERE: Record<string, string[]> = {
  appointments: ["moves", "holdId", "uncounted"],
  auditEvents: ["by", "account"],
  invitations: ["letterId"],
  letters: ["personId"],
  messages: ["toForget"],
  monthSums: ["version"],
  noteOpenings: ["attachmentId"],
  notices: ["appointmentId"],
  oneTimeLinks: ["accountId", "recordId"],
  payments: ["appointmentId", "hold.holdId", "hold._id"],
  teens: ["_id"],
  counsellors: ["verified.by"],
  summedPractices: ["build"],
  unfinished: ["_id"],
};

/** Every collection, each before those to whose records its own refer. */
export function referringFirst(): string[] {
  const order: string[] = [];
  const place = (name: string): void => {
    if (order.includes(name)) return;
    for (const [other, fields] of Object.entries(RECORD_REFERENCES)) {
      if (other !== name && Object.values(fields).includes(name)) place(other);
    }
    order.push(name);
  };
  for (const [name, fields] of Object.entries(RECORD_REFERENCES))
    for (const each of [name, ...Object.values(fields)]) place(each);
  return order;
}
