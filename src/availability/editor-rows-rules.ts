import { WEEKDAYS, type Availability, type Range } from "./availability-rules.js";
import { rowsOfOverrides, type OverrideRow } from "./override-rows-rules.js";

/** How many rows of each kind the editor reads. */
export const OVERRIDE_ROWS = 200;
export const RANGE_ROWS = 8;

const NO_RANGE: Range = { from: "", to: "" };

export interface EditorRows {
  week: { weekday: string; rows: (Range & { name: string })[] }[];
  overrideRows: (OverrideRow & { name: string })[];
}

/**
 * The editor's rows: what was entered where a form comes back, else what is saved; each list with an empty one to add to. Rows
 * that come back keep their places, so that errors stay beside them.
 */
export function rowsOf(saved: Availability, entered: Record<string, unknown>, today: string): EditorRows {
  const read = (name: string): string => (typeof entered[name] === "string" ? entered[name] : "");
  const isEntered = Object.keys(entered).length > 0;
  const rangeAt = (name: string): Range => ({ from: read(`${name}.from`), to: read(`${name}.to`) });

  const week = WEEKDAYS.map((weekday, index) => {
    const day = weekday.toLowerCase();
    const ranges = isEntered ? numbered(RANGE_ROWS, (row) => rangeAt(`${day}.${row}`)) : (saved.weekly[index] ?? []);
    const filled = upToLast(ranges, ({ from, to }) => from !== "" || to !== "");
    const rows = filled.length < RANGE_ROWS ? [...filled, NO_RANGE] : filled;
    return { weekday, rows: rows.map((range, row) => ({ ...range, name: `${day}.${row}` })) };
  });

  const overrides = isEntered
    ? numbered(OVERRIDE_ROWS, (row) => {
        const name = `override.${row}`;
        return { date: read(`${name}.date`), until: read(`${name}.until`), ...rangeAt(name) };
      })
    : rowsOfOverrides(saved.overrides, today);
  const filled = upToLast(overrides, (row) => Object.values(row).some((value) => value !== ""));
  const rows = [...filled, { date: "", until: "", ...NO_RANGE }];
  return { week, overrideRows: rows.map((row, index) => ({ ...row, name: `override.${index}` })) };
}

function numbered<T>(length: number, make: (place: number) => T): T[] {
  return Array.from({ length }, (_, place) => make(place));
}

function upToLast<T>(rows: T[], isFilled: (row: T) => boolean): T[] {
  return rows.slice(0, rows.findLastIndex(isFilled) + 1);
}
