import { Temporal } from "temporal-polyfill";
import { addMinutes } from "../appointments/appointment-rules.js";

/** Until when an offer made now stands: this many hours, but never beyond the earliest start that it is about. */
export function offerEnds(now: Date, hours: number, ...starts: Date[]): Date {
  return new Date(Math.min(addMinutes(now, hours * 60).getTime(), ...starts.map((start) => start.getTime())));
}

/** A week after an instant, at the same time by the clocks of this zone. */
export function nextWeek(instant: Date, zone: string): Date {
  const zoned = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone);
  return new Date(zoned.add({ days: 7 }).epochMilliseconds);
}

/** The instant of a date and a time by the clocks of this zone; null for a time that they skip. */
export function instantAt(date: string, time: string, zone: string): Date | null {
  const wanted = Temporal.PlainDateTime.from(`${date}T${time}`);
  const zoned = wanted.toZonedDateTime(zone);
  return zoned.toPlainDateTime().equals(wanted) ? new Date(zoned.epochMilliseconds) : null;
}
