import type { Person } from "../access/permissions.js";
import { describeRow, type AppointmentRow } from "../appointments/describe-rows.js";
import type { AppointmentPage } from "../appointments/find-appointments.js";
import { checkedWords } from "../booking/describe-page.js";
import { describeTeen, type TeenWords } from "../booking/describe-teen.js";
import type { OwnClient } from "../clients/find-own-client.js";
import { FILE_KINDS } from "../files/file-rules.js";
import type { Format } from "../web/format-rules.js";
import { describeNotes, type NotesWords } from "./describe-client-notes.js";
import { describePayments, type PaymentsWords } from "./describe-client-payments.js";
import { describeSafety, type Fact } from "./describe-safety.js";
import type { ClientConversation } from "./find-client-conversation.js";
import type { ClientDetails } from "./find-client-details.js";

type Rows = Omit<AppointmentPage, "shown"> & { rows: AppointmentRow[]; address: (page: number) => string };

/** A client's page, in words. */
export interface ClientWords {
  client: OwnClient;
  address: string;
  firstSeen: string;
  upcoming: Rows;
  past: Rows;
  /** Where the two write to each other, and "2 unread" if there are any; null before they can. */
  conversation: { href: string; unread: string | null; last: string } | null;
  files: { href: string; name: string; facts: string }[];
  notes: NotesWords[];
  payments: PaymentsWords | null;
  isBlocked: boolean;
  teen: TeenWords | null;
  checked: string | null;
  safety: Fact[];
}

/** Writes a client's page in the counsellor's zone. */
export function describeClient(details: ClientDetails, reader: Person, now: Date, format: Format): ClientWords {
  const { client, sessions, conversation, payments, isBlocked, teen, check, safety } = details;
  const address = `/clients/${client.id}`;
  const rowsOf = ({ shown, ...place }: AppointmentPage) => ({
    ...place,
    rows: shown.map((appointment) => describeRow(appointment, reader, now, format)),
  });
  return {
    client,
    address,
    firstSeen: format.date(client.firstSeenAt, reader.zone),
    upcoming: { ...rowsOf(sessions.upcoming), address: (page) => `${address}?ahead=${page}#upcoming` },
    past: { ...rowsOf(sessions.past), address: (page) => `${address}?page=${page}#past` },
    conversation: conversation && {
      href: `/conversations/${conversation.id}/messages#newest`,
      unread: conversation.unread > 0 ? `${conversation.unread} unread` : null,
      last: `Last activity on ${format.date(conversation.lastAt, reader.zone)}.`,
    },
    files: conversation ? describeFiles(conversation, client.name, reader.zone, format) : [],
    notes: describeNotes(details.notes, reader.zone, format),
    payments: describePayments(payments, reader, format),
    isBlocked,
    teen: teen && describeTeen(teen, reader.zone, format),
    checked: check && checkedWords(check, client.name, reader.zone, format),
    safety: safety ? describeSafety(safety) : [],
  };
}

function describeFiles(
  { id, files }: ClientConversation,
  clientName: string,
  zone: string,
  format: Format,
): ClientWords["files"] {
  return files.map(({ seq, name, kind, bytes, at, isFromClient }) => ({
    href: `/conversations/${id}/files/${seq}`,
    name,
    facts: `${FILE_KINDS[kind]?.label ?? "File"}, ${format.fileSize(bytes)}, from ${isFromClient ? clientName : "you"} on ${format.date(at, zone)}`,
  }));
}
