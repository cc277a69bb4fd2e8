import type { Status } from "../appointments/appointment-rules.js";

/** The states in which a session has a room. */
export const EXPECTED: Status[] = ["booked", "live"];

/**
 * How long a presence lease lasts. It is renewed every 30 seconds, so two renewals can be missed, or a connection lost and
 * restored, before someone counts as absent.
 */
const LEASE_MS = 75_000;

export function leaseEnd(now: Date): Date {
  return new Date(now.getTime() + LEASE_MS);
}
