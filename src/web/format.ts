import { avatarOf } from "./avatar.js";
import { systemClock, type Clock } from "../platform/clock.js";

/** How instants, money and people are shown on pages. Zones are IANA names. */
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
};

/** "Tuesday 24 November, 14:00 (Berlin time)" */
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

/** "Tuesday 24 November", with the year when it is not the present one. */
function day(instant: Date, zone: string): string {
  const sameYear = part(instant, zone, { year: "numeric" }) === part(clock.now(), zone, { year: "numeric" });
  return part(instant, zone, {
    weekday: "long",
    day: "numeric",
    month: "long",
    ...(sameYear ? {} : { year: "numeric" }),
  }).replace(",", "");
}

/** "Tue 24 Nov"; with `now`, "24 Nov 2025" in another year than that. */
function shortDay(instant: Date, zone: string, now?: Date): string {
  const year = { year: "numeric" } as const;
  if (now && part(instant, zone, year) !== part(now, zone, year)) {
    return part(instant, zone, { day: "numeric", month: "short", ...year });
  }
  return part(instant, zone, { weekday: "short", day: "numeric", month: "short" }).replace(",", "");
}

/** "24 November 2026" */
function date(instant: Date, zone: string): string {
  return part(instant, zone, { day: "numeric", month: "long", year: "numeric" });
}

/** "24 November" */
function dayAndMonth(instant: Date, zone: string): string {
  return part(instant, zone, { day: "numeric", month: "long" });
}

/** "14:00" */
function time(instant: Date, zone: string): string {
  return part(instant, zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

/** "14:00 to 14:50" */
function timeRange(from: Date, to: Date, zone: string): string {
  return `${time(from, zone)} to ${time(to, zone)}`;
}

/** "Berlin time" */
function zoneName(zone: string): string {
  if (zone === "UTC" || zone === "Etc/UTC") return "UTC";
  return `${(zone.split("/").at(-1) ?? zone).replaceAll("_", " ")} time`;
}

/** "60.00 €", from cents. */
function money(cents: number): string {
  return `${(cents / 100).toFixed(2)} €`;
}

/** "50 minutes" */
function minutes(count: number): string {
  return count === 1 ? "1 minute" : `${count} minutes`;
}

/** "12 kB" or "1.4 MB" */
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
