import { Temporal } from "temporal-polyfill";

/** The date of an instant in this zone. */
export function dayOf(instant: Date, zone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone).toPlainDate();
}

/** The first instant of a date in a zone: midnight, or where the clocks skip it, what they show instead. */
export function startOfDay(date: Temporal.PlainDate, zone: string): Date {
  return new Date(date.toZonedDateTime(zone).epochMilliseconds);
}

/** When a date, such as "2026-11-24", begins in a zone, and when the next one does: 23 or 25 hours later where the clocks change. */
export function dayBounds(day: Temporal.PlainDate | string, zone: string): { from: Date; until: Date } {
  const date = Temporal.PlainDate.from(day);
  return { from: startOfDay(date, zone), until: startOfDay(date.add({ days: 1 }), zone) };
}
