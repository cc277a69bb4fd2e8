import { wasBooked, type Status } from "../appointments/appointment-rules.js";

/** The record may be handed over to its client; the private working note never is. */
export const NOTE_KINDS = ["record", "private"] as const;
export type NoteKind = (typeof NOTE_KINDS)[number];

export const NOTE_LENGTH = 20_000;
export const MOST_ATTACHMENTS = 20;
/** How many files one form may bring. A script sends one after the other instead. */
export const MOST_FILES_AT_ONCE = 5;
export const ATTACHMENT_LENGTHS = { name: 120, description: 500, reason: 500 };

/** Whether a counsellor may keep a note on a session: on any that was booked, however it ended. */
export function mayHaveNote({ status }: { status: Status }): boolean {
  return wasBooked({ status });
}

/** Whether the record of a session may be signed: once it is over, or was cancelled. */
export function maySign({ status }: { status: Status }): boolean {
  return status === "completed" || status === "cancelled";
}

/** The address of the page on which a note of this kind on a session is written. */
export function notePath(appointmentId: string, kind: NoteKind): string {
  return `/appointments/${appointmentId}/${kind === "record" ? "note" : "private-note"}`;
}
