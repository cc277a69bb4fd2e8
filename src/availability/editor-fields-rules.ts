import { endsNextDay, type Range } from "./availability-rules.js";
import type { DayRows, EditorRows } from "./editor-rows-rules.js";
import type { OverrideRow } from "./override-rows-rules.js";

/** One row's times as its fields show them. */
export interface RangeFields extends Range {
  name: string;
  /** The day or dates of the times, for screen readers. */
  of: string;
  error: string | undefined;
  endsNextDay: boolean;
  /** Whether it was just added, and takes the focus. */
  isNew: boolean;
}

/** One of the two dates of a row. */
interface DateField {
  name: string;
  shown: string;
  label: string;
  value: string;
  error: string | undefined;
  isNew: boolean;
}

/** All rows of the editor as fields. */
export interface EditorFields {
  week: { key: string; weekday: string; canGrow: boolean; rows: RangeFields[] }[];
  dates: { canGrow: boolean; rows: { legend: string; dates: DateField[]; range: RangeFields }[] };
}

/** Describes the editor's rows with their errors, and the focus on a row that was just added. */
export function editorFields(
  { week, dates }: EditorRows,
  errors: Record<string, string>,
  growing?: string,
): EditorFields {
  const isNew = (list: string, rows: unknown[], place: number): boolean =>
    list === growing && place === rows.length - 1;
  return {
    week: week.map(({ rows, ...day }: DayRows) => ({
      ...day,
      rows: rows.map((row, place) => rangeFields(row, day.weekday, errors, isNew(day.key, rows, place))),
    })),
    dates: {
      canGrow: dates.canGrow,
      rows: dates.rows.map((row, place) => ({
        legend: `Date ${row.date || "to add"}`,
        dates: dateFields(row, errors, isNew("override", dates.rows, place)),
        range: rangeFields(row, "That date", errors, false),
      })),
    },
  };
}

function rangeFields(
  { name, from, to }: Range & { name: string },
  of: string,
  errors: Record<string, string>,
  isNew: boolean,
): RangeFields {
  const error = errors[name];
  const shown = to === "24:00" ? "00:00" : to;
  return {
    name,
    of,
    from,
    to: shown,
    error,
    isNew,
    endsNextDay: !error && to !== "00:00" && endsNextDay({ from, to }),
  };
}

function dateFields(row: OverrideRow & { name: string }, errors: Record<string, string>, isNew: boolean): DateField[] {
  const field = (part: "date" | "until", shown: string, label: string): DateField => {
    const name = `${row.name}.${part}`;
    return { name, shown, label, value: row[part], error: errors[name], isNew: isNew && part === "date" };
  };
  return [field("date", "Date", "First date"), field("until", "to", "Last date, if there are several")];
}
