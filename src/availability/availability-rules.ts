/** A stretch of wall-clock time on one day: "HH:MM" to "HH:MM", where "24:00" is the end of the day. */
export interface Range {
  from: string;
  to: string;
}

/** A date (YYYY-MM-DD) with hours of its own; without ranges it is closed. */
export interface Override {
  date: string;
  ranges: Range[];
}

/** When a counsellor can be booked: wall-clock hours in their own zone, and how they want their slots cut. */
export interface Availability {
  /** Their account's. */
  zone: string;
  /** Seven days, Monday first. */
  weekly: Range[][];
  overrides: Override[];
  slotStepMinutes: number;
  /** Kept free after each session. */
  bufferMinutes: number;
  minimumNoticeHours: number;
  bookingWindowDays: number;
  /** Rises with every change, so that an editor notices that it is out of date. */
  version: number;
}

export const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;

export const DEFAULTS = { slotStepMinutes: 30, bufferMinutes: 10, minimumNoticeHours: 12, bookingWindowDays: 60 };

/** The settings that the editor offers. All minutes are multiples of five, as claims are. */
export const CHOICES = {
  slotStepMinutes: [5, 10, 15, 20, 30, 45, 60],
  bufferMinutes: [0, 5, 10, 15, 20, 30, 45, 60],
  minimumNoticeHours: [0, 1, 2, 4, 8, 12, 24, 48, 72, 168],
  bookingWindowDays: [7, 14, 30, 60, 90, 180],
};

/** Minutes from midnight of a wall-clock time, or null when it is none in whole five minutes. */
export function minuteOfDay(time: string): number | null {
  const match = /^([01]\d|2[0-4]):([0-5][05])$/.exec(time);
  if (!match) return null;
  const minute = Number(match[1]) * 60 + Number(match[2]);
  return minute <= 24 * 60 ? minute : null;
}

/** What is wrong with each of a day's ranges, by its place in the list. */
export function problemsOf(ranges: Range[]): Map<number, string> {
  const problems = new Map<number, string>();
  ranges.forEach((range, place) => {
    const [from, to] = [minuteOfDay(range.from), minuteOfDay(range.to)];
    if (from === null || to === null) problems.set(place, "Please enter both times, in steps of five minutes.");
    else if (from >= to) problems.set(place, "The end has to be after the beginning.");
    else if (ranges.slice(0, place).some((other) => overlaps(other, range))) {
      problems.set(place, "This overlaps another range of the same day.");
    }
  });
  return problems;
}

function overlaps(a: Range, b: Range): boolean {
  return a.from < b.to && b.from < a.to;
}
