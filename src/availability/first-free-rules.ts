import type { Availability } from "./availability-rules.js";
import { slotsBetween, ticksTaken, type ClaimedTime } from "./slot-rules.js";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** What an appointment claims. `endsBy` is when a hold runs out unless it is paid; null for what is booked. */
export interface Claim extends ClaimedTime {
  endsBy: Date | null;
}

export interface FirstFree {
  /** The first start that can be booked; null when there is none in the booking window. */
  at: Date | null;
  /** The last moment at which this holds, as long as hours and claims stay as they are. */
  until: Date;
}

/** How far beyond the booking window to look for what enters it next. */
export const LOOK_BEYOND_DAYS = 14;

/**
 * The first start at which a session of this length can be booked. It stops being right by itself when its minimum notice
 * passes, when a hold before it runs out, or, where there is none, when the booking window reaches the next.
 * `lookUntil` bounds the search; undefined when nothing was found before it, though there is more to see.
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
  const sawAll = lookUntil >= after(now, furthest * DAY);
  if (!next && !sawAll) return undefined;

  const windowEnd = after(now, bookingWindowDays * DAY);
  const isInWindow = next !== undefined && next < windowEnd;
  const changesAt = !next
    ? after(now, LOOK_BEYOND_DAYS * DAY)
    : after(next, isInWindow ? -minimumNoticeHours * HOUR : -bookingWindowDays * DAY);
  const holdsEnd = standing.flatMap(({ endsBy }) => (endsBy ? [after(endsBy, -1)] : []));
  return { at: isInWindow ? next : null, until: [changesAt, ...holdsEnd].reduce((a, b) => (b < a ? b : a)) };
}

function after(instant: Date, ms: number): Date {
  return new Date(instant.getTime() + ms);
}
