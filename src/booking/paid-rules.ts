import { addMinutes } from "../platform/minutes-rules.js";

/** How long a counsellor can undo that they marked a session as paid. */
export const UNMARK_DAYS = 14;

/** Whether the mark made at `paidAt` can still be undone. */
export function canUnmark(paidAt: Date, now: Date): boolean {
  return now <= addMinutes(paidAt, UNMARK_DAYS * 24 * 60);
}
