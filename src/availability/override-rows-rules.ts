import { Temporal } from "temporal-polyfill";
import type { Override, Range } from "./availability-rules.js";

/** One row of the editor: the same hours on a date, or on every date up to `until`. Without times it is closed. */
export interface OverrideRow extends Range {
  date: string;
  until: string;
}

/** How many days one row may cover. */
export const MOST_ROW_DAYS = 92;

/** The dates of a row; only the first where the last is left out. */
type Span = Pick<OverrideRow, "date" | "until">;

/** How many dates there are from one to another, both included. */
export function countDates({ date, until }: Span): number {
  return until === "" ? 1 : Temporal.PlainDate.from(date).until(Temporal.PlainDate.from(until)).days + 1;
}

/** Every date from one to another, both included. */
export function datesOf(span: Span): string[] {
  const first = Temporal.PlainDate.from(span.date);
  return Array.from({ length: countDates(span) }, (_, count) => first.add({ days: count }).toString());
}

/** The errors of rows whose last date is before today, by row name. */
export function problemsOfPast(lastDates: Map<string, string>, today: string): Record<string, string> {
  const past = [...lastDates].filter(([, last]) => last < today);
  return Object.fromEntries(
    past.map(([name]) => [`${name}.date`, "This date is in the past. Please choose a later one, or clear the row."]),
  );
}

/** Adds yesterday's saved override, whose night may not be over, to the edited ones: the editor no longer shows it. */
export function withYesterday(edited: Override[], saved: Override[], today: string): Override[] {
  const isKept = ({ date }: Override): boolean =>
    isNextDay(date, today) && !edited.some((override) => override.date === date);
  return [...saved.filter(isKept), ...edited];
}

/** Overrides as rows: consecutive dates with the same hours become one row; past dates are dropped. */
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

/** Whether a date (YYYY-MM-DD) is the day after another. */
export function isNextDay(before: string, date: string): boolean {
  return Temporal.PlainDate.from(before).add({ days: 1 }).toString() === date;
}

function areSame(some: Range[], others: Range[]): boolean {
  return (
    some.length === others.length &&
    some.every(({ from, to }, place) => from === others[place]?.from && to === others[place].to)
  );
}
