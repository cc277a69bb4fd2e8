import { Temporal } from "temporal-polyfill";

/** A calendar day in a zone. */
export interface Day {
  from: Date;
  /** The first moment after it. */
  until: Date;
}

/** The calendar day of a zone in which `now` lies; 23 or 25 hours long where the clock changes. */
export function dayOf(now: Date, zone: string): Day {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone).toPlainDate();
  return { from: startOf(today, zone), until: startOf(today.add({ days: 1 }), zone) };
}

const startOf = (date: Temporal.PlainDate, zone: string): Date =>
  new Date(date.toZonedDateTime(zone).epochMilliseconds);
