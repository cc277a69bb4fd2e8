import { Temporal } from "temporal-polyfill";

export const PASSWORD_LENGTHS = { least: 10, most: 200 };
export const NAME_LENGTH = 80;

/** The form in which an e-mail address is stored and looked up. */
export function normalEmail(email: string): string {
  return email.trim().toLowerCase();
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
