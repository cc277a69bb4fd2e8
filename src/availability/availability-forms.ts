import { z } from "zod";
import { plainDigits, readClock } from "../protocol/numbers.js";
import { countRows, OVERRIDE_ROWS, RANGE_ROWS } from "./editor-rows-rules.js";
import { countDates, datesOf, MOST_ROW_DAYS } from "./override-rows-rules.js";
import { problemOnDate, problemWithNight } from "./night-rules.js";
import { CHOICES, DEFAULTS, problemsOf, type Range } from "./availability-rules.js";

const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

const text = z.string().trim().max(100).transform(plainDigits).default("");
const choice = (values: number[]) =>
  z.coerce.number().refine((value) => values.includes(value), "Please choose one of these.");

/**
 * The editor's fields have flat names: `monday.0.from`, `monday.0.to`, `override.0.date`, `override.0.until`,
 * `override.0.from` and so on. Rows left empty are dropped; a date, or several, with no times is closed. Errors are named for a
 * row's times, `monday.0` and `override.2`, or for its dates, `override.2.date` and `override.2.until`.
 */
export const availabilityForm = z.record(z.string(), z.unknown()).transform((fields, context) => {
  const read = (name: string): string => text.catch("").parse(fields[name]);
  const fail = (path: string, message: string): void => context.addIssue({ code: "custom", path: [path], message });
  const rowsOf = (list: string): string[] =>
    Array.from({ length: countRows(fields, list) }, (_, row) => `${list}.${row}`);

  const days = DAYS.map((day) => readDay(rowsOf(day), read, fail));
  days.forEach((day, place) => checkNights(day, rangesOf(days.at(place - 1)), fail));
  const weekly = days.map((day) => rangesOf(day).sort((a, b) => a.from.localeCompare(b.from)));
  const overrides = readOverrides(rowsOf("override"), weekly, read, fail);
  const settings = settingsShape.safeParse(fields);
  for (const issue of settings.error?.issues ?? []) fail(String(issue.path[0]), issue.message);
  return settings.success ? { weekly, ...overrides, ...settings.data } : z.NEVER;
});

const settingsShape = z.object({
  slotStepMinutes: choice(CHOICES.slotStepMinutes),
  bufferMinutes: choice(CHOICES.bufferMinutes),
  minimumNoticeHours: choice(CHOICES.minimumNoticeHours),
  bookingWindowDays: choice(CHOICES.bookingWindowDays),
  offerHours: choice(CHOICES.offerHours).default(DEFAULTS.offerHours),
  version: z.coerce.number().int().min(0),
});

type Read = (name: string) => string;
type Fail = (path: string, message: string) => void;

/** Browsers without time inputs send the typed text, others may send seconds; a day that ends at midnight ends at 24:00. */
function readRange(prefix: string, read: Read): Range {
  const [from = "", to = ""] = [read(`${prefix}.from`), read(`${prefix}.to`)].map(readClock);
  return { from, to: to === "00:00" || to === "23:59" ? "24:00" : to };
}

interface NamedRange {
  name: string;
  range: Range;
}

const rangesOf = (day: NamedRange[] = []): Range[] => day.map(({ range }) => range);

function readDay(rows: string[], read: Read, fail: Fail): NamedRange[] {
  const filled = rows
    .map((name) => ({ name, range: readRange(name, read) }))
    .filter(({ range }) => range.from !== "" || range.to !== "");
  for (const { name } of filled.slice(RANGE_ROWS)) fail(name, `You can add up to ${RANGE_ROWS} ranges a day.`);
  const problems = problemsOf(rangesOf(filled));
  for (const [place, problem] of problems) fail(filled[place]?.name ?? "", problem);
  return filled;
}

function checkNights(day: NamedRange[], dayBefore: Range[], fail: Fail): void {
  for (const { name, range } of day) {
    const problem = problemWithNight(range, dayBefore);
    if (problem) fail(name, problem);
  }
}

/** Besides the overrides, the last date of each row by its name. */
function readOverrides(rows: string[], weekly: Range[][], read: Read, fail: Fail) {
  const dates = new Map<string, Range[]>();
  const lastDates = new Map<string, string>();
  const checked: { name: string; rowDates: string[]; range: Range }[] = [];
  for (const name of rows) {
    const [date, until, range] = [read(`${name}.date`), read(`${name}.until`), readRange(name, read)];
    if (date === "" && until === "" && range.from === "" && range.to === "") continue;
    if (lastDates.size === OVERRIDE_ROWS) fail(`${name}.date`, `You can add up to ${OVERRIDE_ROWS} rows of dates.`);
    const failRow = (part: string, message: string): void => fail(name + part, message);
    if (hasGoodDates(date, until, failRow)) {
      const rowDates = datesOf({ date, until });
      addRow(dates, rowDates, range, failRow);
      checked.push({ name, rowDates, range });
    }
    lastDates.set(name, until === "" ? date : until);
  }
  const overrides = [...dates].map(([date, ranges]) => ({ date, ranges }));
  for (const { name, rowDates, range } of checked) {
    const problem = rowDates.map((each) => problemOnDate(range, each, { weekly, overrides })).find(Boolean);
    if (problem) fail(name, problem);
  }
  return { overrides: overrides.sort((a, b) => a.date.localeCompare(b.date)), lastDates };
}

const isDate = (text: string): boolean => z.iso.date().safeParse(text).success;

function hasGoodDates(date: string, until: string, failRow: Fail): boolean {
  if (!isDate(date)) failRow(".date", "Please enter a date.");
  else if (until === "") return true;
  else if (!isDate(until)) failRow(".until", "Please enter the last date, or leave it empty.");
  else if (until < date) failRow(".until", "The last date must be after the first.");
  else if (countDates({ date, until }) > MOST_ROW_DAYS) {
    failRow(".until", `Please enter at most ${MOST_ROW_DAYS} days in one row.`);
  } else return true;
  return false;
}

/** Adds a row's hours to each of its dates, or reports one error. */
function addRow(dates: Map<string, Range[]>, rowDates: string[], range: Range, failRow: Fail): void {
  const isClosed = range.from === "" && range.to === "";
  const before = rowDates.map((date) => dates.get(date)).filter((ranges) => ranges !== undefined);
  if (isClosed && before.some((ranges) => ranges.length === 0)) {
    return failRow(".date", "Another row already closes one of these dates.");
  }
  if (before.some((ranges) => isClosed || ranges.length === 0)) {
    return failRow(".date", "One of these dates appears twice, once as closed. Please keep only one.");
  }
  for (const date of rowDates) dates.set(date, [...(dates.get(date) ?? []), ...(isClosed ? [] : [range])]);
  const problem = rowDates.map((date) => problemOfLast(dates.get(date) ?? [])).find(Boolean);
  if (problem) failRow("", problem);
}

const problemOfLast = (ranges: Range[]): string | undefined => problemsOf(ranges).get(ranges.length - 1);

/** The session type and day whose free times a preview shows. */
export const previewForm = z.object({
  previewType: z.string().optional().catch(undefined),
  previewDay: z.string().optional().catch(undefined),
});

/** The list that gets another row. */
export const growForm = z.object({ more: z.enum([...DAYS, "override"]) });

/** Copies one weekday's entries to others: "Copy Monday to …". */
export const copyForm = z
  .looseObject({
    copyFrom: z.enum(DAYS, "Please choose a day to copy from."),
    copyTo: z.preprocess(
      (sent) => (sent === undefined ? [] : [sent].flat()),
      z.array(z.enum(DAYS)).min(1, "Please choose the days to copy to."),
    ),
  })
  .transform(({ copyFrom, copyTo, ...fields }) => {
    const copied = copyTo.flatMap((day) =>
      Array.from({ length: RANGE_ROWS }, (_, row) =>
        ["from", "to"].map((end) => [`${day}.${row}.${end}`, fields[`${copyFrom}.${row}.${end}`] ?? ""] as const),
      ).flat(),
    );
    return { ...fields, ...Object.fromEntries(copied) };
  });
