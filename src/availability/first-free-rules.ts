import type { Availability } from "./availability-rules.js";
import { slotsBetween, ticksTaken, type ClaimedTime } from "./slot-rules.js";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** An appointment's claim. `endsBy` is when an unpaid hold expires; null for a booked one. */
export interface Claim extends ClaimedTime {
  endsBy: Date | null;
}

export interface FirstFree {
  /** The first start that can be booked; null when there is none in the booking window. */
  at: Date | null;
  /** The last moment at which this holds, as long as hours and claims stay as they are. */
  until: Date;
}

/** How far beyond the booking window to look for the next time to enter it. */
export const LOOK_BEYOND_DAYS = 14;

/**
 * The first bookable start for a session of this length. It becomes stale when its minimum notice passes, when an earlier hold
 * expires or, if there is none, when the booking window reaches the next start. `lookUntil` bounds the search; undefined when it
 * found nothing before that and there is more to see.
 */
export function firstFreeOf(
  availability: Availability,
  minutes: number,
  claims: Claim[],
  now: Date,
  lookUntil: Date,
): FirstFree | undefined {
  const { bookingWindowDays, minimumNoticeHours } = availability;
  const furthest = bookingWindowDays + LOOK_BEYOND_DAYS;
  const standing = claims.filter(({ endsBy }) => endsBy === null || endsBy > now);
  const taken = ticksTaken(standing, availability.bufferMinutes);
  const seeing = { ...availability, bookingWindowDays: furthest };
  const [next] = slotsBetween({ availability: seeing, minutes, taken, now, from: now, to: lookUntil });
  const sawAll = lookUntil >= addMs(now, furthest * DAY);
  if (!next && !sawAll) return undefined;

  const windowEnd = addMs(now, bookingWindowDays * DAY);
  const isInWindow = next !== undefined && next < windowEnd;
  const changesAt = !next
    ? addMs(now, LOOK_BEYOND_DAYS * DAY)
    : addMs(next, isInWindow ? -minimumNoticeHours * HOUR : -bookingWindowDays * DAY);
  const holdsEnd = standing.flatMap(({ endsBy }) => (endsBy ? [addMs(endsBy, -1)] : []));
  return { at: isInWindow ? next : null, until: [changesAt, ...holdsEnd].reduce((a, b) => (b < a ? b : a)) };
}

function addMs(instant: Date, ms: number): Date {
  return new Date(instant.getTime() + ms);
}
