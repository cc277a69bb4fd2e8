import { Temporal } from "temporal-polyfill";

export const PASSWORD_LENGTHS = { least: 10, most: 200 };
export const NAME_LENGTH = 80;
/** A login session ends this long after signing in, however much it is used. */
export const LOGIN_LASTS_MS = 7 * 24 * 60 * 60_000;

/** The form in which an e-mail address is stored and looked up. */
export function normalEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** A zone to choose: its city as people write it, in the part of the world that it lies in. */
export interface ZoneChoice {
  key: string;
  label: string;
  group: string;
}

/** Every zone to choose from, with the present one among them: machines differ in which of a zone's names they list. */
export function zoneChoices(present?: string | null): ZoneChoice[] {
  const known = new Set([...Intl.supportedValuesOf("timeZone"), "UTC", ...(present ? [present] : [])]);
  return [...known].sort().map((key) => {
    const [group, ...places] = key.replaceAll("_", " ").split("/") as [string, ...string[]];
    return places.length > 0 ? { key, label: places.reverse().join(", "), group } : { key, label: key, group: "Other" };
  });
}

/** An IANA time zone's name as it is properly written; null when this machine knows no such zone. */
export function zoneNamed(name: string): string | null {
  if (!/^[A-Za-z]/.test(name)) return null;
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId;
  } catch {
    return null;
  }
}

/** Whether a name is an IANA time zone that this machine knows. */
export function isZone(name: string): boolean {
  return zoneNamed(name) !== null;
}
