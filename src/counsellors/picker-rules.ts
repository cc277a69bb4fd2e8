import { Temporal } from "temporal-polyfill";

const STRIP_DAYS = 14;

export interface Day {
  /** YYYY-MM-DD in the reader's zone. */
  date: string;
  /** Noon of it, for showing its name. */
  noon: Date;
  slots: Date[];
}

/** The stretch of days that a picker shows: its first instant, its end, and where to go from there. */
export interface Strip {
  first: string;
  from: Date;
  to: Date;
  earlier: string | null;
  later: string | null;
}

/**
 * The fourteen days that begin on `wanted`, or today, in the reader's zone; never before today. `later` is null once
 * nothing further can be booked.
 */
export function stripOf(wanted: string | undefined, zone: string, now: Date, windowEnd: Date): Strip {
  const dateOf = (instant: Date): Temporal.PlainDate =>
    Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone).toPlainDate();
  const startOf = (date: Temporal.PlainDate): Date => new Date(date.toZonedDateTime(zone).epochMilliseconds);
  const [today, lastDay] = [dateOf(now), dateOf(windowEnd)];
  const asked = wanted ? Temporal.PlainDate.from(wanted) : today;
  const isSensible = Temporal.PlainDate.compare(asked, today) > 0 && Temporal.PlainDate.compare(asked, lastDay) <= 0;
  const first = isSensible ? asked : today;
  const end = first.add({ days: STRIP_DAYS });
  const before = first.subtract({ days: STRIP_DAYS });
  const isToday = first.equals(today);
  return {
    first: first.toString(),
    from: startOf(first),
    to: startOf(end),
    earlier: isToday ? null : (Temporal.PlainDate.compare(before, today) < 0 ? today : before).toString(),
    later: Temporal.PlainDate.compare(end, lastDay) <= 0 ? end.toString() : null,
  };
}

/** Every day of a strip with its slots, also the days without. */
export function daysOf(strip: Strip, slotsByDate: Map<string, Date[]>, zone: string): Day[] {
  const first = Temporal.PlainDate.from(strip.first);
  return Array.from({ length: STRIP_DAYS }, (_, index) => {
    const date = first.add({ days: index });
    const noon = date.toZonedDateTime({ timeZone: zone, plainTime: "12:00" });
    return {
      date: date.toString(),
      noon: new Date(noon.epochMilliseconds),
      slots: slotsByDate.get(date.toString()) ?? [],
    };
  });
}

export type PartOfDay = "Night" | "Morning" | "Afternoon" | "Evening";

/** A day's slots by part of the day, in a reader's zone. */
export function byPartOfDay(slots: Date[], zone: string): [PartOfDay, Date[]][] {
  const hours = new Intl.DateTimeFormat("en-GB", { hour: "numeric", hourCycle: "h23", timeZone: zone });
  const parts = new Map<PartOfDay, Date[]>();
  for (const slot of slots) {
    const part = partOf(Number(hours.format(slot)));
    parts.set(part, [...(parts.get(part) ?? []), slot]);
  }
  return [...parts];
}

function partOf(hour: number): PartOfDay {
  if (hour < 5) return "Night";
  if (hour < 12) return "Morning";
  return hour < 17 ? "Afternoon" : "Evening";
}
