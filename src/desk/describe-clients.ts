import type { Person } from "../access/permissions.js";
import { counted } from "../platform/counted-rules.js";
import type { Format } from "../web/format-rules.js";
import type { ClientLine, FoundClients } from "./find-clients.js";

/** A client in the list of all, in words. */
export interface ListedClient {
  href: string;
  person: { name: string; photo: ClientLine["photo"] };
  /** "Next session Tuesday 24 November, 14:00"; null where none is booked. */
  next: string | null;
  /** "4 sessions, the last on 3 May 2026" */
  past: string;
  /** "2 unread"; null where there are none. */
  unread: string | null;
  /** "1 record to sign"; null where there are none. */
  unsigned: string | null;
  isBlocked: boolean;
}

/** The list of clients, in words. */
export interface ListWords {
  clients: ListedClient[];
  /** "12 clients", or "2 of 12 clients" while searching. */
  counted: string;
  /** What to say instead of a list; null where there is one. */
  nothing: string | null;
  page: number;
  pages: number;
}

/** Describes the clients whose names fit `words`, in the counsellor's zone. */
export function describeClients(found: FoundClients, words: string, { zone }: Person, format: Format): ListWords {
  const { clients, count, total, page, pages } = found;
  const all = counted(total, "client");
  const noneAtAll =
    "Nobody has booked with you yet. Clients appear here with their first booking, or once they accept an invitation.";
  const none = total === 0 ? noneAtAll : `None of your clients' names matches “${words}”.`;
  return {
    clients: clients.map((client) => describeLine(client, zone, format)),
    counted: words === "" ? all : `${count} of ${all}`,
    nothing: count === 0 ? none : null,
    page,
    pages,
  };
}

function describeLine(client: ClientLine, zone: string, format: Format): ListedClient {
  const { id, name, photo, nextAt, sessions, lastAt, unread, unsigned, isBlocked } = client;
  return {
    href: `/clients/${id}`,
    person: { name, photo },
    next: nextAt && `Next session ${format.dateTime(nextAt, zone)}`,
    past: lastAt ? `${counted(sessions, "session")}, the last on ${format.date(lastAt, zone)}` : "No sessions yet",
    unread: unread > 0 ? `${unread} unread` : null,
    unsigned: unsigned > 0 ? `${counted(unsigned, "record")} to sign` : null,
    isBlocked,
  };
}
