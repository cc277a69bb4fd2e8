import type { Status } from "../appointments/appointment-rules.js";

/** The states in which there is a room to be in. */
export const EXPECTED: Status[] = ["booked", "live"];

/** How often someone in the room is written down as still there. */
export const RENEW_PRESENCE_MS = 30_000;

/** How long that counts: two renewals may be missed, and a broken connection mended, before someone counts as gone. */
const LEASE_MS = 75_000;

export function leaseEnd(now: Date): Date {
  return new Date(now.getTime() + LEASE_MS);
}
