import { Temporal } from "temporal-polyfill";
import { minuteOfDay, type Availability, type Range } from "./availability-rules.js";

/** A stretch of real time, in milliseconds since the epoch, with the instant of each wall-clock time in it. */
export interface OpenHours {
  begins: number;
  ends: number;
  /** The instant at which the clock shows this minute of the day; null when it skips it. Of two, the first inside. */
  instantOf(minute: number): number | null;
  firstMinute: number;
  lastMinute: number;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** The ranges that count on this date: its override's, or its weekday's. */
export function rangesOn({ weekly, overrides }: Availability, date: Temporal.PlainDate): Range[] {
  const iso = date.toString();
  return overrides.find((override) => override.date === iso)?.ranges ?? weekly[date.dayOfWeek - 1] ?? [];
}

/** The hours of one date, which lasts from one midnight to the next, as real time. */
export function openHoursOn(
  availability: Availability,
  date: Temporal.PlainDate,
  midnight: number,
  nextMidnight: number,
): OpenHours[] {
  const change = nextMidnight - midnight === DAY ? null : clockChange(date, availability.zone, midnight);
  return rangesOn(availability, date).flatMap((range) => {
    const [first, last] = [minuteOfDay(range.from), minuteOfDay(range.to)];
    if (first === null || last === null || first >= last) return [];
    return [change ? changingHours(first, last, change) : plainHours(first, last, midnight)];
  });
}

/** The first instant of a date in a zone. */
export function midnightOf(date: Temporal.PlainDate, zone: string): number {
  return date.toZonedDateTime(zone).epochMilliseconds;
}

function plainHours(firstMinute: number, lastMinute: number, midnight: number): OpenHours {
  const instantOf = (minute: number): number => midnight + minute * MINUTE;
  return { begins: instantOf(firstMinute), ends: instantOf(lastMinute), instantOf, firstMinute, lastMinute };
}

/** A day on which the clock jumps, at the instant `at`. */
interface ClockChange {
  at: number;
  /** What midnight would be by the clock before the jump, and by the one after it. */
  midnightBefore: number;
  midnightAfter: number;
}

function clockChange(date: Temporal.PlainDate, zone: string, midnight: number): ClockChange {
  const before = Temporal.Instant.fromEpochMilliseconds(midnight - 1).toZonedDateTimeISO(zone);
  const after = before.getTimeZoneTransition("next") ?? before;
  const dayInUtc = date.toZonedDateTime("UTC").epochMilliseconds;
  return {
    at: after.epochMilliseconds,
    midnightBefore: dayInUtc - before.offsetNanoseconds / 1e6,
    midnightAfter: dayInUtc - after.offsetNanoseconds / 1e6,
  };
}

/**
 * Every instant between `begins` and `ends` shows a time inside the range, however the clock jumps: an end that the clock
 * shows twice is its first time.
 */
function changingHours(firstMinute: number, lastMinute: number, change: ClockChange): OpenHours {
  const ends = readingsOf(lastMinute, change)[0] ?? change.at;
  const begins = beginningOf(readingsOf(firstMinute, change), ends, change);
  const instantOf = (minute: number): number | null =>
    readingsOf(minute, change).find((instant) => instant >= begins) ?? null;
  return { begins, ends, instantOf, firstMinute, lastMinute };
}

/**
 * Of a beginning that the clock shows twice, the second, so that the stretch between the two is not part of the hours; unless
 * the clock jumps back to that very minute, or the hours end before.
 */
function beginningOf([once, again]: number[], ends: number, { at }: ClockChange): number {
  if (once === undefined || again === undefined) return once ?? at;
  return again === at || again >= ends ? once : again;
}

/** When the clock shows this minute of the day: once, twice, or never. */
function readingsOf(minute: number, { at, midnightBefore, midnightAfter }: ClockChange): number[] {
  const before = midnightBefore + minute * MINUTE;
  const after = midnightAfter + minute * MINUTE;
  return [...(before < at ? [before] : []), ...(after >= at ? [after] : [])];
}
