import { Temporal } from "temporal-polyfill";

/** Whole calendar days of a zone. */
export interface Period {
  zone: string;
  /** "2026-11-01", like `lastDay`, which belongs to it. */
  firstDay: string;
  lastDay: string;
  days: number;
  from: Date;
  /** The first moment after it. */
  until: Date;
}

/** Periods that end today, in days: whole weeks, so that each has as many Mondays as the one before. */
export const PRESETS = {
  "4-weeks": { label: "4 weeks", days: 28 },
  "3-months": { label: "3 months", days: 91 },
  year: { label: "A year", days: 364 },
} as const;

export type Preset = keyof typeof PRESETS;

/** The longest period that can be asked for: two years. */
export const LONGEST_DAYS = 731;

const DAYS_A_WEEK = 7;

/** The period of so many days that ends with the day of `now`. */
export function periodUntil(now: Date, days: number, zone: string): Period {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone).toPlainDate();
  return periodOf(today.subtract({ days: days - 1 }), today, zone);
}

/** The period between two days, both included. */
export function periodBetween(firstDay: string, lastDay: string, zone: string): Period {
  return periodOf(Temporal.PlainDate.from(firstDay), Temporal.PlainDate.from(lastDay), zone);
}

/** How many days there are from one day to another, both included; less than 1 when they are the wrong way round. */
export function daysBetween(firstDay: string, lastDay: string): number {
  return Temporal.PlainDate.from(firstDay).until(lastDay, { largestUnit: "days" }).days + 1;
}

/** The period of the same length just before. */
export function periodBefore({ zone, firstDay, days }: Period): Period {
  const first = Temporal.PlainDate.from(firstDay);
  return periodOf(first.subtract({ days }), first.subtract({ days: 1 }), zone);
}

/** A period's weeks, counted from its first day; the last one may be shorter. */
export function weeksOf({ zone, firstDay, lastDay, days }: Period): Period[] {
  const first = Temporal.PlainDate.from(firstDay);
  const last = Temporal.PlainDate.from(lastDay);
  return Array.from({ length: Math.ceil(days / DAYS_A_WEEK) }, (_, week) => {
    const begin = first.add({ days: week * DAYS_A_WEEK });
    const end = begin.add({ days: DAYS_A_WEEK - 1 });
    return periodOf(begin, Temporal.PlainDate.compare(end, last) > 0 ? last : end, zone);
  });
}

/** How far a zone's clocks are ahead of UTC, in milliseconds, until they change. */
export interface Offset {
  until: Date;
  ms: number;
}

/** A zone's offsets from one moment to another, in order. */
export function offsetsBetween(from: Date, until: Date, zone: string): Offset[] {
  const offsets: Offset[] = [];
  let at: Temporal.ZonedDateTime | null = Temporal.Instant.fromEpochMilliseconds(from.getTime()).toZonedDateTimeISO(
    zone,
  );
  while (at && at.epochMilliseconds < until.getTime()) {
    const next: Temporal.ZonedDateTime | null = at.getTimeZoneTransition("next");
    const end = Math.min(next?.epochMilliseconds ?? Infinity, until.getTime());
    offsets.push({ until: new Date(end), ms: at.offsetNanoseconds / 1_000_000 });
    at = next;
  }
  return offsets;
}

function periodOf(first: Temporal.PlainDate, last: Temporal.PlainDate, zone: string): Period {
  return {
    zone,
    firstDay: first.toString(),
    lastDay: last.toString(),
    days: daysBetween(first.toString(), last.toString()),
    from: startOf(first, zone),
    until: startOf(last.add({ days: 1 }), zone),
  };
}

const startOf = (date: Temporal.PlainDate, zone: string): Date =>
  new Date(date.toZonedDateTime(zone).epochMilliseconds);
