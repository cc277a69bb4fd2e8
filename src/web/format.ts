import { avatarOf } from "./avatar.js";
import type { Format } from "./format-rules.js";
import { writeMoney } from "./money-rules.js";
import { siteCurrency } from "./site-currency.js";
import { systemClock, type Clock } from "../platform/clock.js";

/** How pages write instants and amounts, and show people. */
export const format = {
  avatarOf,
  money,
  dateTime,
  day,
  shortDay,
  time,
  timeRange,
  dayAndMonth,
  zoneName,
  minutes,
  date,
  fileSize,
} satisfies Format & { avatarOf: unknown };

function dateTime(instant: Date, zone: string): string {
  return `${day(instant, zone)}, ${time(instant, zone)} (${zoneName(zone)})`;
}

let clock: Clock = systemClock;

/** From now on, this clock says which year is the present one. */
export function tellTimeBy(siteClock: Clock): void {
  clock = siteClock;
}

/** The time by the site's clock. */
export function siteTime(): Date {
  return clock.now();
}

const PARTS = {
  year: { year: "numeric" },
  time: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  date: { day: "numeric", month: "long", year: "numeric" },
  dayAndMonth: { day: "numeric", month: "long" },
  day: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
  shortDay: { weekday: "short", day: "numeric", month: "short" },
  shortDate: { day: "numeric", month: "short", year: "numeric" },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

function day(instant: Date, zone: string): string {
  const words = part(instant, zone, "day").replace(",", "");
  const thisYear = ` ${part(clock.now(), zone, "year")}`;
  return words.endsWith(thisYear) ? words.slice(0, -thisYear.length) : words;
}

function shortDay(instant: Date, zone: string, now?: Date): string {
  if (now && part(instant, zone, "year") !== part(now, zone, "year")) return part(instant, zone, "shortDate");
  return part(instant, zone, "shortDay").replace(",", "");
}

function date(instant: Date, zone: string): string {
  return part(instant, zone, "date");
}

function dayAndMonth(instant: Date, zone: string): string {
  return part(instant, zone, "dayAndMonth");
}

function time(instant: Date, zone: string): string {
  return part(instant, zone, "time");
}

function timeRange(from: Date, to: Date, zone: string): string {
  return `${time(from, zone)} to ${time(to, zone)}`;
}

function zoneName(zone: string): string {
  if (zone === "UTC" || zone === "Etc/UTC") return "UTC";
  return `${(zone.split("/").at(-1) ?? zone).replaceAll("_", " ")} time`;
}

function money(amount: number): string {
  return writeMoney(amount, siteCurrency());
}

function minutes(count: number): string {
  return count === 1 ? "1 minute" : `${count} minutes`;
}

function fileSize(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function part(instant: Date, zone: string, what: keyof typeof PARTS): string {
  const key = `${what} ${zone}`;
  let found = formats.get(key);
  if (!found) formats.set(key, (found = new Intl.DateTimeFormat("en-GB", { ...PARTS[what], timeZone: zone })));
  return found.format(instant);
}
