import type { Format } from "../web/format-rules.js";
import type { SessionNotes } from "./find-client-notes.js";

/** The notes on one session, in words. */
export interface NotesWords {
  href: string;
  when: string;
  /** "record signed on 3 May 2026, private note" */
  state: string;
  isDue: boolean;
}

/** Describes the notes on a client's sessions in the counsellor's zone. */
export function describeNotes(sessions: SessionNotes[], zone: string, format: Format): NotesWords[] {
  return sessions.map((session) => ({
    href: `/appointments/${session.appointmentId}/note`,
    when: `Session on ${format.date(session.startsAt, zone)}`,
    state: stateWords(session, zone, format),
    isDue: session.isDue,
  }));
}

function stateWords({ signedAt, isWritten, isDue, hasPrivate }: SessionNotes, zone: string, format: Format): string {
  const record = recordWords({ signedAt, isWritten, isDue }, zone, format);
  const own = hasPrivate ? "private note" : null;
  return [record, own].filter((part) => part !== null).join(", ");
}

function recordWords(
  { signedAt, isWritten, isDue }: Pick<SessionNotes, "signedAt" | "isWritten" | "isDue">,
  zone: string,
  format: Format,
): string | null {
  if (signedAt) return `record signed on ${format.date(signedAt, zone)}`;
  if (isWritten) return "record not signed";
  return isDue ? "record not written" : null;
}
