import type { Status } from "../appointments/appointment-rules.js";

/** The states in which there is a room to be in. */
export const EXPECTED: Status[] = ["booked", "live"];

/**
 * How long someone counts as there, who is written down every 30 seconds: two renewals may be missed, and a broken connection
 * mended, before they count as gone.
 */
const LEASE_MS = 75_000;

export function leaseEnd(now: Date): Date {
  return new Date(now.getTime() + LEASE_MS);
}
