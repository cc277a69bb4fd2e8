import { format, siteTime } from "./format.js";
import type { Format } from "./format-rules.js";

/** The pages' formats, with `dateTime` as people write it in this language (a BCP 47 tag) and the zone named by its city. */
export function formatIn(locale = "en-GB"): Format {
  if (locale === "en-GB") return format;
  return { ...format, dateTime: (instant, zone) => dateTime(instant, zone, locale) };
}

/** "Dienstag, 24. November um 14:00 (Berlin)", with the year when it is not the present one. */
function dateTime(instant: Date, zone: string, locale: string): string {
  const isThisYear = yearOf(instant, zone) === yearOf(siteTime(), zone);
  const written = new Intl.DateTimeFormat(locale, {
    timeZone: zone,
    weekday: "long",
    day: "numeric",
    month: "long",
    hour: "numeric",
    minute: "2-digit",
    ...(!isThisYear && { year: "numeric" }),
  }).format(instant);
  return `${written} (${format.zoneName(zone).replace(/ time$/, "")})`;
}

function yearOf(instant: Date, zone: string): string {
  return new Intl.DateTimeFormat("en-GB", { timeZone: zone, year: "numeric" }).format(instant);
}
