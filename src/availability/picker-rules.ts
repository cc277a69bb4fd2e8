import { Temporal } from "temporal-polyfill";
import { dayOf, startOfDay } from "../web/zone-days-rules.js";

const STRIP_DAYS = 14;

export interface Day {
  /** YYYY-MM-DD in the reader's zone. */
  date: string;
  /** Noon of it, for showing its name. */
  noon: Date;
  slots: Date[];
}

/** The days that a picker shows: first instant, end, and the strips before and after. */
export interface Strip {
  first: string;
  from: Date;
  to: Date;
  earlier: string | null;
  later: string | null;
}

/** The days in which something can be booked, in the reader's zone. */
export interface Bookable {
  zone: string;
  now: Date;
  windowEnd: Date;
}

/**
 * The fourteen days that begin on `wanted`, or today, in the reader's zone; never before today. They shift as far as necessary to
 * show the day `sought`. `later` is null once nothing later can be booked.
 */
export function stripOf(wanted: string | undefined, sought: string | undefined, bookable: Bookable): Strip {
  const { zone, now, windowEnd } = bookable;
  const [today, lastDay] = [dayOf(now, zone), dayOf(windowEnd, zone)];
  const sensible = (text: string | undefined): Temporal.PlainDate | undefined => {
    const date = text === undefined ? undefined : Temporal.PlainDate.from(text);
    return date && earlier(today, date) === today && earlier(date, lastDay) === date ? date : undefined;
  };
  const first = movedTo(sensible(sought), sensible(wanted) ?? today);
  const end = first.add({ days: STRIP_DAYS });
  const before = first.subtract({ days: STRIP_DAYS });
  return {
    first: first.toString(),
    from: startOfDay(first, zone),
    to: startOfDay(end, zone),
    earlier: first.equals(today) ? null : later(before, today).toString(),
    later: Temporal.PlainDate.compare(end, lastDay) <= 0 ? end.toString() : null,
  };
}

function movedTo(sought: Temporal.PlainDate | undefined, first: Temporal.PlainDate): Temporal.PlainDate {
  return sought ? earlier(sought, later(first, sought.subtract({ days: STRIP_DAYS - 1 }))) : first;
}

const earlier = (a: Temporal.PlainDate, b: Temporal.PlainDate): Temporal.PlainDate =>
  Temporal.PlainDate.compare(a, b) <= 0 ? a : b;

const later = (a: Temporal.PlainDate, b: Temporal.PlainDate): Temporal.PlainDate => (earlier(a, b) === a ? b : a);

/** Every day of a strip, with or without slots. */
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

/** The day to open among those with free times: the one sought, else the nearest to it, else the first. */
export function openDay(days: Day[], sought: string | undefined): Day | null {
  const place = days.findIndex(({ date }) => date === sought);
  const distance = (day: Day): number => Math.abs(days.indexOf(day) - place);
  const free = days.filter(({ slots }) => slots.length > 0);
  return (place < 0 ? free : free.sort((a, b) => distance(a) - distance(b)))[0] ?? null;
}

export type PartOfDay = "Night" | "Morning" | "Afternoon" | "Evening";

/** A day's slots by part of the day, in a reader's zone. */
export function byPartOfDay(slots: Date[], zone: string): [PartOfDay, Date[]][] {
  const hours = hoursIn(zone);
  const parts = new Map<PartOfDay, Date[]>();
  for (const slot of slots) {
    const part = partOf(Number(hours.format(slot)));
    parts.set(part, [...(parts.get(part) ?? []), slot]);
  }
  return [...parts];
}

const hourFormats = new Map<string, Intl.DateTimeFormat>();

function hoursIn(zone: string): Intl.DateTimeFormat {
  const known = hourFormats.get(zone);
  const hours = known ?? new Intl.DateTimeFormat("en-GB", { hour: "numeric", hourCycle: "h23", timeZone: zone });
  if (!known) hourFormats.set(zone, hours);
  return hours;
}

function partOf(hour: number): PartOfDay {
  if (hour < 5) return "Night";
  if (hour < 12) return "Morning";
  return hour < 17 ? "Afternoon" : "Evening";
}
