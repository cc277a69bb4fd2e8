import { Temporal } from "temporal-polyfill";

export const PASSWORD_LENGTHS = { least: 10, most: 200 };
export const NAME_LENGTH = 80;
/** A login session ends this long after signing in, however much it is used. */
export const LOGIN_LASTS_MS = 7 * 24 * 60 * 60_000;

/** The form in which an e-mail address is stored and looked up. */
export function normalEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** Every zone to choose from, with the present one among them: machines differ in which of a zone's names they list. */
export function zoneChoices(present?: string | null): { key: string; label: string }[] {
  const known = new Set([...Intl.supportedValuesOf("timeZone"), "UTC", ...(present ? [present] : [])]);
  return [...known].sort().map((key) => ({ key, label: key.replaceAll("_", " ") }));
}

/** Whether a name is an IANA time zone that this machine knows. */
export function isZone(name: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}
