import { z } from "zod";
import { isZone } from "../accounts/account-rules.js";
import { CHOICES, WEEKDAYS, problemsOf, type Range } from "./availability-rules.js";

export const OVERRIDE_ROWS = 200;
export const RANGE_ROWS = 8;

const text = z.string().trim().max(100).default("");
const choice = (values: number[]) =>
  z.coerce.number().refine((value) => values.includes(value), "Please choose one of these.");

/**
 * The editor's fields have flat names: `monday.0.from`, `monday.0.to`, `override.0.date`, `override.0.from` and so on. Rows
 * left empty are dropped; a date with no times is closed. Errors are named for the row: `monday.0`, `override.2`.
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
    const [date, range] = [read(`${name}.date`), readRange(name, read)];
    const isClosed = range.from === "" && range.to === "";
    if (date === "" && isClosed) continue;
    const before = dates.get(date);
    const ranges = [...(before ?? []), ...(isClosed ? [] : [range])];
    const problem = isClosed ? undefined : problemsOf(ranges).get(ranges.length - 1);
    const isClosedToo = before !== undefined && (isClosed || before.length === 0);
    if (!z.iso.date().safeParse(date).success) fail(name, "Please enter a date.");
    else if (isClosedToo) fail(name, "This date is here twice, once as closed. Please keep one of the two.");
    else if (problem) fail(name, problem);
    dates.set(date, ranges);
  }
  return [...dates].map(([date, ranges]) => ({ date, ranges })).sort((a, b) => a.date.localeCompare(b.date));
}
