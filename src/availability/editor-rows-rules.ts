import { WEEKDAYS, type Availability, type Range } from "./availability-rules.js";
import { rowsOfOverrides, type OverrideRow } from "./override-rows-rules.js";

/** The most ranges of one day, and the most dates. */
export const RANGE_ROWS = 8;
export const OVERRIDE_ROWS = 200;

const NO_RANGE: Range = { from: "", to: "" };
const NO_OVERRIDE: OverrideRow = { date: "", until: "", ...NO_RANGE };

/** Rows of one kind; `canGrow` unless the list is full. */
export interface GrowingRows<R> {
  rows: (R & { name: string })[];
  canGrow: boolean;
}

export interface DayRows extends GrowingRows<Range> {
  weekday: string;
  key: string;
}

export interface EditorRows {
  week: DayRows[];
  dates: GrowingRows<OverrideRow>;
}

/**
 * The editor's rows: the entered values if a form comes back, else the saved ones. An empty list gets one empty row, and so does
 * the list that is growing, a day or "override". Rows that come back keep their places, so that errors stay beside them.
 */
export function rowsOf(
  saved: Availability,
  entered: Record<string, unknown>,
  today: string,
  growing?: string,
): EditorRows {
  const isEntered = Object.keys(entered).length > 0;
  const read = (name: string): string => (typeof entered[name] === "string" ? entered[name] : "");
  const rangeAt = (name: string): Range => ({ from: read(`${name}.from`), to: read(`${name}.to`) });
  const datesAt = (name: string) => ({ date: read(`${name}.date`), until: read(`${name}.until`), ...rangeAt(name) });

  const week = WEEKDAYS.map((weekday, index) => {
    const key = weekday.toLowerCase();
    const ranges = isEntered ? enteredRows(entered, key, rangeAt) : (saved.weekly[index] ?? []);
    return { weekday, key, ...listed(key, ranges, NO_RANGE, RANGE_ROWS, growing) };
  });
  const overrides = isEntered ? enteredRows(entered, "override", datesAt) : rowsOfOverrides(saved.overrides, today);
  return { week, dates: listed("override", overrides, NO_OVERRIDE, OVERRIDE_ROWS, growing) };
}

/** How many rows of a list a form has, filled in or not: their fields are called `list.0.…` and so on. */
export function countRows(fields: Record<string, unknown>, list: string): number {
  const row = new RegExp(`^${list}\\.(\\d{1,3})\\.`);
  return Math.max(0, ...Object.keys(fields).map((name) => Number(row.exec(name)?.[1] ?? -1) + 1));
}

function enteredRows<R>(entered: Record<string, unknown>, list: string, at: (name: string) => R): R[] {
  return Array.from({ length: countRows(entered, list) }, (_, row) => at(`${list}.${row}`));
}

function listed<R extends object>(list: string, all: R[], empty: R, most: number, growing?: string): GrowingRows<R> {
  const filled = all.slice(0, all.findLastIndex((row) => Object.values(row).some((value) => value !== "")) + 1);
  const canGrow = filled.length < most;
  const rows = filled.length === 0 || (canGrow && growing === list) ? [...filled, empty] : filled;
  return { rows: rows.map((row, place) => ({ ...row, name: `${list}.${place}` })), canGrow };
}
