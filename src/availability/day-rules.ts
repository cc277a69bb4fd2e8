import { Temporal } from "temporal-polyfill";
import { startOfDay } from "../web/zone-days-rules.js";
import { DAY_MINUTES, minutesOfRange, type Availability, type Override, type Range } from "./availability-rules.js";

/** A stretch of real time, in milliseconds since the epoch, with the instant of each wall-clock time in it. */
export interface OpenHours {
  begins: number;
  ends: number;
  /** The instant at which the clock shows this minute of the day; null when it skips it. Of two instants, the first inside. */
  instantOf(minute: number): number | null;
  firstMinute: number;
  lastMinute: number;
}

const MINUTE = 60_000;
const DAY = DAY_MINUTES * MINUTE;

/** Wall-clock hours, whatever the zone. */
export type Hours = Pick<Availability, "weekly" | "overrides">;

/** The ranges that count on this date: its override's, or its weekday's. */
export function rangesOn(hours: Hours, date: Temporal.PlainDate): Range[] {
  return overrideOn(hours, date)?.ranges ?? hours.weekly[date.dayOfWeek - 1] ?? [];
}

/** Whether a date has hours of its own, or none. */
export const hasOverride = (hours: Hours, date: Temporal.PlainDate): boolean => overrideOn(hours, date) !== undefined;

function overrideOn({ overrides }: Hours, date: Temporal.PlainDate): Override | undefined {
  const iso = date.toString();
  return overrides.find((override) => override.date === iso);
}

/** A date, which lasts from one midnight to the next. */
export interface CalendarDay {
  date: Temporal.PlainDate;
  midnight: number;
  nextMidnight: number;
}

/** A date in a zone. */
export function calendarDay(date: Temporal.PlainDate, zone: string, midnight = midnightOf(date, zone)): CalendarDay {
  return { date, midnight, nextMidnight: midnightOf(date.add({ days: 1 }), zone) };
}

/** The hours of one date, as real time. Hours that end on the next day are one stretch across midnight. */
export function openHoursOn(availability: Availability, day: CalendarDay): OpenHours[] {
  const { zone } = availability;
  return rangesOn(availability, day.date).flatMap((range) => {
    const minutes = minutesOfRange(range);
    if (!minutes || minutes.first >= minutes.last) return [];
    const { first, last } = minutes;
    if (last <= DAY_MINUTES) return [hoursOf(first, last, day, zone)];
    const night = calendarDay(day.date.add({ days: 1 }), zone, day.nextMidnight);
    return acrossMidnight(hoursOf(first, DAY_MINUTES, day, zone), hoursOf(0, last - DAY_MINUTES, night, zone));
  });
}

function hoursOf(first: number, last: number, { date, midnight, nextMidnight }: CalendarDay, zone: string): OpenHours {
  const isPlain = nextMidnight - midnight === DAY;
  return isPlain ? plainHours(first, last, midnight) : changingHours(first, last, clockChange(date, zone, midnight));
}

/** Joins two stretches that meet at midnight, unless a clock change at midnight separates them. */
function acrossMidnight(evening: OpenHours, night: OpenHours): OpenHours[] {
  if (evening.ends !== night.begins) return [evening, night];
  const instantOf = (minute: number): number | null =>
    minute < DAY_MINUTES ? evening.instantOf(minute) : night.instantOf(minute - DAY_MINUTES);
  const { begins, firstMinute } = evening;
  return [{ begins, ends: night.ends, instantOf, firstMinute, lastMinute: DAY_MINUTES + night.lastMinute }];
}

function midnightOf(date: Temporal.PlainDate, zone: string): number {
  return startOfDay(date, zone).getTime();
}

function plainHours(firstMinute: number, lastMinute: number, midnight: number): OpenHours {
  const instantOf = (minute: number): number => midnight + minute * MINUTE;
  return { begins: instantOf(firstMinute), ends: instantOf(lastMinute), instantOf, firstMinute, lastMinute };
}

/** A day on which the clock jumps, at the instant `at`. */
interface ClockChange {
  at: number;
  /** Midnight by the clock before the jump, and by the clock after it. */
  midnightBefore: number;
  midnightAfter: number;
}

function clockChange(date: Temporal.PlainDate, zone: string, midnight: number): ClockChange {
  const before = Temporal.Instant.fromEpochMilliseconds(midnight - 1).toZonedDateTimeISO(zone);
  const after = before.getTimeZoneTransition("next") ?? before;
  const dayInUtc = midnightOf(date, "UTC");
  return {
    at: after.epochMilliseconds,
    midnightBefore: dayInUtc - before.offsetNanoseconds / 1e6,
    midnightAfter: dayInUtc - after.offsetNanoseconds / 1e6,
  };
}

/**
 * Every instant between `begins` and `ends` shows a time inside the range, however the clock jumps: of an end that the clock shows
 * twice, the first counts.
 */
function changingHours(firstMinute: number, lastMinute: number, change: ClockChange): OpenHours {
  const ends = readingsOf(lastMinute, change)[0] ?? change.at;
  const begins = beginningOf(readingsOf(firstMinute, change), ends, change);
  const instantOf = (minute: number): number | null =>
    readingsOf(minute, change).find((instant) => instant >= begins) ?? null;
  return { begins, ends, instantOf, firstMinute, lastMinute };
}

/**
 * Of a beginning that the clock shows twice, the second counts, so that the time between the two is not part of the hours; unless
 * the clock jumps back to exactly that minute, or the hours end before.
 */
function beginningOf([once, again]: number[], ends: number, { at }: ClockChange): number {
  if (once === undefined || again === undefined) return once ?? at;
  return again === at || again >= ends ? once : again;
}

/** The instants at which the clock shows this minute of the day: one, two or none. */
function readingsOf(minute: number, { at, midnightBefore, midnightAfter }: ClockChange): number[] {
  const before = midnightBefore + minute * MINUTE;
  const after = midnightAfter + minute * MINUTE;
  return [...(before < at ? [before] : []), ...(after >= at ? [after] : [])];
}
