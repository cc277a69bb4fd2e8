import { Temporal } from "temporal-polyfill";
import type { Override, Range } from "./availability-rules.js";

/** One row of the editor: the same hours on a date, or on every date up to `until`. Without times it is closed. */
export interface OverrideRow extends Range {
  date: string;
  until: string;
}

/** How many days one row may cover. */
export const MOST_DAYS = 92;

/** Every date from one to another, both included; only the first where the other is left out. */
export function datesOf({ date, until }: { date: string; until: string }): string[] {
  const first = Temporal.PlainDate.from(date);
  const days = until === "" ? 0 : first.until(Temporal.PlainDate.from(until)).days;
  return Array.from({ length: days + 1 }, (_, count) => first.add({ days: count }).toString());
}

/** Overrides as rows: dates in a row with the same hours become one, and what is over is left out. */
export function rowsOfOverrides(overrides: Override[], today: string): OverrideRow[] {
  const runs: { first: string; last: string; ranges: Range[] }[] = [];
  for (const { date, ranges } of overrides.filter((override) => override.date >= today)) {
    const run = runs.at(-1);
    if (run && isNextDay(run.last, date) && areSame(run.ranges, ranges)) run.last = date;
    else runs.push({ first: date, last: date, ranges });
  }
  return runs.flatMap(({ first, last, ranges }) => {
    const until = first === last ? "" : last;
    const shown = ranges.length > 0 ? ranges : [{ from: "", to: "" }];
    return shown.map(({ from, to }) => ({ date: first, until, from, to }));
  });
}

function isNextDay(before: string, date: string): boolean {
  return Temporal.PlainDate.from(before).add({ days: 1 }).toString() === date;
}

function areSame(some: Range[], others: Range[]): boolean {
  return (
    some.length === others.length &&
    some.every(({ from, to }, place) => from === others[place]?.from && to === others[place].to)
  );
}
