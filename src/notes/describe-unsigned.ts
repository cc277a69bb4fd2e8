import type { Format } from "../web/format-rules.js";
import type { Unsigned } from "./find-unsigned.js";
import { notePath } from "./note-rules.js";

const DAY_MS = 24 * 3_600_000;

export interface UnsignedRow {
  clientName: string;
  clientHref: string;
  startsAt: string;
  href: string;
  action: string;
  state: string;
  age: string;
}

/** A session without a signed record as a line of a list: whose, when, how far the record is, and for how long it has been due. */
export function describeUnsigned(
  { appointmentId, clientId, clientName, startsAt, dueSince, savedAt }: Unsigned,
  { now, zone }: { now: Date; zone: string },
  format: Format,
): UnsignedRow {
  return {
    clientName,
    clientHref: `/clients/${clientId}`,
    startsAt: format.dateTime(startsAt, zone),
    href: notePath(appointmentId, "record"),
    action: savedAt ? "Finish and sign" : "Write the record",
    state: savedAt ? `Last saved ${format.shortDay(savedAt, zone, now)}` : "Not written yet",
    age: ageWords(now.getTime() - dueSince.getTime()),
  };
}

/** How long a record has been due, in whole days. */
export function ageWords(ms: number): string {
  const days = Math.floor(ms / DAY_MS);
  if (days < 1) return "Due today";
  return days === 1 ? "Due for 1 day" : `Due for ${days} days`;
}
