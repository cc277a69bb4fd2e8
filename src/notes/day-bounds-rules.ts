import { Temporal } from "temporal-polyfill";

/** When a day ("2026-11-24") begins and ends in a zone. */
export function dayBounds(day: string, zone: string): { start: Date; end: Date } {
  const date = Temporal.PlainDate.from(day);
  const at = (one: Temporal.PlainDate): Date => new Date(one.toZonedDateTime(zone).epochMilliseconds);
  return { start: at(date), end: at(date.add({ days: 1 })) };
}
