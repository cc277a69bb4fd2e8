/**
 * A stretch of wall-clock time, "HH:MM" to "HH:MM", where "24:00" is the end of the day. It belongs to the day on which it begins: a
 * range such as 22:00 to 02:00 ends on the next day.
 */
export interface Range {
  from: string;
  to: string;
}

/** A date (YYYY-MM-DD) with hours of its own; without ranges it is closed. */
export interface Override {
  date: string;
  ranges: Range[];
}

/** When a counsellor can be booked: wall-clock hours in their own zone, and how slots are cut from them. */
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
  /** How long a time that they offer to a client is kept for them. */
  offerHours: number;
  /** Rises with every change, so that an editor notices that it is out of date. */
  version: number;
}

export const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;

export const DEFAULTS = {
  slotStepMinutes: 30,
  bufferMinutes: 10,
  minimumNoticeHours: 12,
  bookingWindowDays: 60,
  offerHours: 48,
};

/** The settings that the editor offers. All minutes are multiples of five, as claims are. */
export const CHOICES = {
  slotStepMinutes: [5, 10, 15, 20, 30, 45, 60],
  bufferMinutes: [0, 5, 10, 15, 20, 30, 45, 60],
  minimumNoticeHours: [0, 1, 2, 4, 8, 12, 24, 48, 72, 168],
  bookingWindowDays: [7, 14, 30, 60, 90, 180],
  offerHours: [2, 4, 12, 24, 48, 72, 168],
};

/** A wall-clock time in minutes from midnight; null unless it is a time in whole five minutes. */
export function minuteOfDay(time: string): number | null {
  const match = /^([01]\d|2[0-4]):([0-5][05])$/.exec(time);
  if (!match) return null;
  const minute = Number(match[1]) * 60 + Number(match[2]);
  return minute <= 24 * 60 ? minute : null;
}

/** Of a day on which the clock does not change. */
export const DAY_MINUTES = 24 * 60;
/** In a longer range, an end before the beginning is more likely a typing error than a night. */
const LONGEST_NIGHT_MINUTES = 12 * 60;

/** Whether a range ends on the next day. */
export function endsNextDay({ from, to }: Range): boolean {
  return from !== "" && to !== "" && to <= from;
}

/** A range in minutes from midnight of its day; `last` exceeds 24 hours if it ends on the next day. Null for an invalid range. */
export function minutesOfRange(range: Range): { first: number; last: number } | null {
  const [first, to] = [minuteOfDay(range.from), minuteOfDay(range.to)];
  if (first === null || to === null || first === DAY_MINUTES) return null;
  return { first, last: endsNextDay(range) ? to + DAY_MINUTES : to };
}

/** The errors of a day's ranges, by place in the list. */
export function problemsOf(ranges: Range[]): Map<number, string> {
  const problems = new Map<number, string>();
  ranges.forEach((range, place) => {
    const minutes = minutesOfRange(range);
    if (!minutes) problems.set(place, "Please enter both times, in steps of five minutes.");
    else if (endsNextDay(range) && minutes.last - minutes.first > LONGEST_NIGHT_MINUTES) {
      problems.set(place, "The end must be after the start. Hours past midnight can last up to 12 hours.");
    } else if (ranges.slice(0, place).some((other) => overlaps(other, range))) {
      problems.set(place, "This overlaps another range on the same day.");
    }
  });
  return problems;
}

function overlaps(one: Range, other: Range): boolean {
  const [a, b] = [minutesOfRange(one), minutesOfRange(other)];
  return a !== null && b !== null && a.first < b.last && b.first < a.last;
}
