import { addMinutes } from "../platform/minutes-rules.js";

export const QUEUE_STATUSES = ["waiting", "sent", "given up", "withdrawn"] as const;
export type QueueStatus = (typeof QUEUE_STATUSES)[number];

/** Reasons that speak of the address rather than of the site's own mail server: SMTP answers but for those about signing in (53x). */
export const ABOUT_ADDRESS = /^(4\d|5[0-24-9])\d\b/;

/** Minutes to wait after each failed attempt; after the last, the mail is given up. */
const PAUSES_MINUTES = [1, 5, 15, 60, 180, 360, 720];

/** When to try again after this many attempts, or null to give up: after eight, about 22 hours. */
export function nextTry(tries: number, now: Date): Date | null {
  const pause = PAUSES_MINUTES[tries - 1];
  return pause === undefined ? null : addMinutes(now, pause);
}
