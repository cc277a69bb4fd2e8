import { Temporal } from "temporal-polyfill";
import { dayOf, startOfDay } from "../web/zone-days-rules.js";

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

/** The longest period that can be asked for: ten years. */
export const LONGEST_DAYS = 3653;

/** Longer periods are shown by four weeks, so that each stays wide enough to see. */
const LONGEST_BY_WEEK = 731;

const DAYS_A_WEEK = 7;

/** The period of this many days that ends with the day of `now`. */
export function periodUntil(now: Date, days: number, zone: string): Period {
  const today = dayOf(now, zone);
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

/** How many weeks each of a period's steps has. */
export const stepWeeks = ({ days }: Period): 1 | 4 => (days > LONGEST_BY_WEEK ? 4 : 1);

/** A period's weeks, or fours of weeks where it is long, counted from its first day; the last one may be shorter. */
export function stepsOf(period: Period): Period[] {
  const { zone, firstDay, lastDay, days } = period;
  const length = stepWeeks(period) * DAYS_A_WEEK;
  const first = Temporal.PlainDate.from(firstDay);
  const last = Temporal.PlainDate.from(lastDay);
  return Array.from({ length: Math.ceil(days / length) }, (_, step) => {
    const begin = first.add({ days: step * length });
    const end = begin.add({ days: length - 1 });
    return periodOf(begin, Temporal.PlainDate.compare(end, last) > 0 ? last : end, zone);
  });
}

/** The whole days from one moment to another. */
export function spanOf(first: Date, last: Date, zone: string): Period {
  return periodOf(dayOf(first, zone), dayOf(last, zone), zone);
}

const DAY_MS = 86_400_000;
const NEAR_MS = DAYS_A_WEEK * DAY_MS;

/** The days of these moments as few periods: moments within a week of each other share one. */
export function periodsAround(moments: Date[], zone: string): Period[] {
  const inOrder = moments.toSorted((a, b) => a.getTime() - b.getTime());
  const periods: [first: Date, last: Date][] = [];
  for (const moment of inOrder) {
    const latest = periods.at(-1);
    if (latest && moment.getTime() - latest[1].getTime() < NEAR_MS) latest[1] = moment;
    else periods.push([moment, moment]);
  }
  return periods.map(([first, last]) => spanOf(first, last, zone));
}

/** The whole months that a period touches. */
export function wholeMonths({ firstDay, lastDay, zone }: Period): Period {
  const last = Temporal.PlainDate.from(lastDay);
  return periodOf(Temporal.PlainDate.from(firstDay).with({ day: 1 }), last.with({ day: last.daysInMonth }), zone);
}

/** The first day of a day's month. Both are midnights in UTC. */
export const firstOfMonth = (day: Date): Date => new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth()));

/** A period's first day, and the day after its last one, each as its midnight in UTC. */
export function dayDates({ firstDay, days }: Period): [first: Date, end: Date] {
  const first = Date.parse(firstDay);
  return [new Date(first), new Date(first + days * DAY_MS)];
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
    from: startOfDay(first, zone),
    until: startOfDay(last.add({ days: 1 }), zone),
  };
}
