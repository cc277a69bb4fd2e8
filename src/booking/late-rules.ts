import type { Status } from "../appointments/appointment-rules.js";

/** The changes of a session that can be too late. */
export const LATE_WISHES = ["move", "cancel"] as const;

/** The page to go to when it is too late for this: the appointment's own, which then says so unless the session is cancelled. */
export function addressWhenLate(
  { id, status }: { id: string; status: Status },
  wanted: (typeof LATE_WISHES)[number],
): string {
  return `/appointments/${id}${status === "cancelled" ? "" : `?late=${wanted}`}`;
}
