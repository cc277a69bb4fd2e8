import type { Temporal } from "temporal-polyfill";
import { dayOf, startOfDay } from "../web/zone-days-rules.js";

/** A calendar month in a zone. */
export interface Month {
  /** "November 2026" */
  label: string;
  /** "Nov" */
  short: string;
  from: Date;
  /** The first moment after it. */
  until: Date;
}

/** The twelve calendar months of a zone that end with the one of `now`, the earliest first. */
export function latestMonths(now: Date, zone: string): Month[] {
  const first = dayOf(now, zone).with({ day: 1 }).subtract({ months: 11 });
  return Array.from({ length: 12 }, (_, index) => monthAt(first.add({ months: index }), zone));
}

function monthAt(first: Temporal.PlainDate, zone: string): Month {
  return {
    label: first.toLocaleString("en-GB", { month: "long", year: "numeric" }),
    short: first.toLocaleString("en-GB", { month: "short" }).slice(0, 3),
    from: startOfDay(first, zone),
    until: startOfDay(first.add({ months: 1 }), zone),
  };
}
