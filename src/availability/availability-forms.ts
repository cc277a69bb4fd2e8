import { z } from "zod";
import { isZone } from "../accounts/account-rules.js";
import { OVERRIDE_ROWS, RANGE_ROWS } from "./editor-rows-rules.js";
import { datesOf, MOST_DAYS } from "./override-rows-rules.js";
import { CHOICES, WEEKDAYS, problemsOf, type Range } from "./availability-rules.js";

const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

const text = z.string().trim().max(100).default("");
const choice = (values: number[]) =>
  z.coerce.number().refine((value) => values.includes(value), "Please choose one of these.");

/**
 * The editor's fields have flat names: `monday.0.from`, `monday.0.to`, `override.0.date`, `override.0.until`,
 * `override.0.from` and so on. Rows left empty are dropped; a date, or several, with no times is closed. Errors are named for the row: `monday.0`, `override.2`.
 */
export const availabilityForm = z.record(z.string(), z.unknown()).transform((fields, context) => {
  const read = (name: string): string => text.catch("").parse(fields[name]);
  const fail = (path: string, message: string): void => context.addIssue({ code: "custom", path: [path], message });

  const weekly = WEEKDAYS.map((weekday) => readDay(weekday.toLowerCase(), read, fail));
  const overrides = readOverrides(read, fail);
  const settings = settingsShape.safeParse(fields);
  for (const issue of settings.error?.issues ?? []) fail(String(issue.path[0]), issue.message);
  return settings.success ? { weekly, overrides, ...settings.data } : z.NEVER;
});

const settingsShape = z.object({
  zone: z.string().refine(isZone, "Please choose your time zone."),
  slotStepMinutes: choice(CHOICES.slotStepMinutes),
  bufferMinutes: choice(CHOICES.bufferMinutes),
  minimumNoticeHours: choice(CHOICES.minimumNoticeHours),
  bookingWindowDays: choice(CHOICES.bookingWindowDays),
  version: z.coerce.number().int().min(0),
});

type Read = (name: string) => string;
type Fail = (path: string, message: string) => void;

/** A time input may send seconds; a day that ends at midnight is written 24:00. */
function readRange(prefix: string, read: Read): Range {
  const [from = "", to = ""] = [read(`${prefix}.from`), read(`${prefix}.to`)].map(clock);
  return { from, to: to === "00:00" || to === "23:59" ? "24:00" : to };
}

const clock = (time: string): string => (time === "" ? "" : time.slice(0, 5).padStart(5, "0"));

function readDay(day: string, read: Read, fail: Fail): Range[] {
  const rows = Array.from({ length: RANGE_ROWS }, (_, row) => ({ row, range: readRange(`${day}.${row}`, read) }));
  const filled = rows.filter(({ range }) => range.from !== "" || range.to !== "");
  const problems = problemsOf(filled.map(({ range }) => range));
  for (const [place, problem] of problems) fail(`${day}.${filled[place]?.row ?? 0}`, problem);
  return filled.map(({ range }) => range).sort((a, b) => a.from.localeCompare(b.from));
}

function readOverrides(read: Read, fail: Fail): { date: string; ranges: Range[] }[] {
  const dates = new Map<string, Range[]>();
  for (let row = 0; row < OVERRIDE_ROWS; row += 1) {
    const name = `override.${row}`;
    const [date, until, range] = [read(`${name}.date`), read(`${name}.until`), readRange(name, read)];
    const isClosed = range.from === "" && range.to === "";
    if (date === "" && until === "" && isClosed) continue;
    const problem =
      problemOfDates(date, until) ??
      datesOf({ date, until })
        .map((each) => add(dates, each, range))
        .find(Boolean);
    if (problem) fail(name, problem);
  }
  return [...dates].map(([date, ranges]) => ({ date, ranges })).sort((a, b) => a.date.localeCompare(b.date));
}

function problemOfDates(date: string, until: string): string | undefined {
  if (!z.iso.date().safeParse(date).success) return "Please enter a date.";
  if (until === "") return undefined;
  if (!z.iso.date().safeParse(until).success) return "Please enter the last date, or leave it empty.";
  if (until < date) return "The last date has to be after the first.";
  return datesOf({ date, until }).length > MOST_DAYS ? `Please enter at most ${MOST_DAYS} days in one row.` : undefined;
}

/** Adds a row's hours to a date; what is wrong with that, if anything. */
function add(dates: Map<string, Range[]>, date: string, range: Range): string | undefined {
  const isClosed = range.from === "" && range.to === "";
  const before = dates.get(date);
  if (before && (isClosed || before.length === 0)) {
    return "A date of this row is here twice, once as closed. Please keep one of the two.";
  }
  const ranges = [...(before ?? []), ...(isClosed ? [] : [range])];
  dates.set(date, ranges);
  return isClosed ? undefined : problemsOf(ranges).get(ranges.length - 1);
}

/** What was entered for one day of the week, entered for others as well: "Copy Monday to …". */
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
