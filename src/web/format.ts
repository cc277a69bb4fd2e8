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

function day(instant: Date, zone: string): string {
  const sameYear = part(instant, zone, { year: "numeric" }) === part(clock.now(), zone, { year: "numeric" });
  return part(instant, zone, {
    weekday: "long",
    day: "numeric",
    month: "long",
    ...(sameYear ? {} : { year: "numeric" }),
  }).replace(",", "");
}

function shortDay(instant: Date, zone: string, now?: Date): string {
  const year = { year: "numeric" } as const;
  if (now && part(instant, zone, year) !== part(now, zone, year)) {
    return part(instant, zone, { day: "numeric", month: "short", ...year });
  }
  return part(instant, zone, { weekday: "short", day: "numeric", month: "short" }).replace(",", "");
}

function date(instant: Date, zone: string): string {
  return part(instant, zone, { day: "numeric", month: "long", year: "numeric" });
}

function dayAndMonth(instant: Date, zone: string): string {
  return part(instant, zone, { day: "numeric", month: "long" });
}

function time(instant: Date, zone: string): string {
  return part(instant, zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

function timeRange(from: Date, to: Date, zone: string): string {
  return `${time(from, zone)} to ${time(to, zone)}`;
}

function zoneName(zone: string): string {
  if (zone === "UTC" || zone === "Etc/UTC") return "UTC";
  return `${(zone.split("/").at(-1) ?? zone).replaceAll("_", " ")} time`;
}

function money(hundredths: number): string {
  return writeMoney(hundredths, siteCurrency());
}

function minutes(count: number): string {
  return count === 1 ? "1 minute" : `${count} minutes`;
}

function fileSize(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function part(instant: Date, zone: string, options: Intl.DateTimeFormatOptions): string {
  const key = zone + JSON.stringify(options);
  let found = formats.get(key);
  if (!found) formats.set(key, (found = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: zone })));
  return found.format(instant);
}
