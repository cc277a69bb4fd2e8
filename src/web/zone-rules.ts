import { Temporal } from "temporal-polyfill";
import { COUNTRY_ZONES } from "./zone-countries-rules.js";
import { ZONE_LINKS } from "./zone-links-rules.js";

/** The zone of a site that has chosen none, and of people whose account is gone. */
export const DEFAULT_ZONE = "Etc/UTC";

/** A zone to choose: its city as people write it, in its part of the world. */
export interface ZoneChoice {
  key: string;
  label: string;
  group: string;
  /** Its other names, by which a browser may know it. */
  others?: string;
}

const PRESENT_NAMES = new Map(
  Object.entries(ZONE_LINKS).flatMap(([present, others]) =>
    others.split(" ").map((other) => [other, present] as const),
  ),
);

/** A time zone's present IANA name, from any name in any case; null when this machine knows no such zone. */
export function zoneNamed(name: string): string | null {
  const known = knownZone(name);
  const present = known && PRESENT_NAMES.get(known);
  return present && knownZone(present) ? present : known;
}

let everyZone: readonly ZoneChoice[] | undefined;

/** Every zone to choose from, each by its present name. */
export function zoneChoices(): readonly ZoneChoice[] {
  everyZone ??= listZones();
  return everyZone;
}

function listZones(): ZoneChoice[] {
  const names = [...Intl.supportedValuesOf("timeZone"), DEFAULT_ZONE].map((name) => zoneNamed(name) ?? name);
  return [...new Set(names)].sort().map((key) => {
    const [group, ...places] = key.replaceAll("_", " ").split("/") as [string, ...string[]];
    const others = ZONE_LINKS[key];
    return {
      key,
      label: places.toReversed().join(", ") || key,
      group: places.length > 0 && group !== "Etc" ? group : "Other",
      ...(others && { others }),
    };
  });
}

const ZONE_COUNTRIES = new Map(
  Object.entries(COUNTRY_ZONES).flatMap(([country, zones]) => zones.split(" ").map((zone) => [zone, country] as const)),
);

/** The country (ISO 3166-1) whose clocks a zone stands for; null for zones of no country, such as UTC. */
export function countryOfZone(zone: string): string | null {
  return ZONE_COUNTRIES.get(zone) ?? ZONE_COUNTRIES.get(zoneNamed(zone) ?? "") ?? null;
}

const MONTHS = 12;

/** Whether clocks in both zones show the same times now and at each month's step of the year to come. */
export function showSameTimes(a: string, b: string, now: Date): boolean {
  const start = Temporal.Instant.fromEpochMilliseconds(now.getTime());
  return Array.from({ length: MONTHS }, (_, month) => start.add({ hours: month * 730 })).every(
    (instant) => instant.toZonedDateTimeISO(a).offsetNanoseconds === instant.toZonedDateTimeISO(b).offsetNanoseconds,
  );
}

function knownZone(name: string): string | null {
  if (!/^[A-Za-z]/.test(name)) return null;
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId;
  } catch {
    return null;
  }
}
