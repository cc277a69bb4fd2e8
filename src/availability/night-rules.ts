import { Temporal } from "temporal-polyfill";
import { DAY_MINUTES, endsNextDay, minutesOfRange, type Range } from "./availability-rules.js";
import { hasOverride, rangesOn, type Hours } from "./day-rules.js";

/** The error of a range that begins before the previous day's night has ended; undefined when there is none. */
export function problemWithNight(range: Range, dayBefore: Range[]): string | undefined {
  const night = dayBefore.find((other) => meet(other, range));
  return night && `This overlaps hours of the day before, which end at ${night.to}.`;
}

/** The same for an overridden date, whose night may also run into the next day's usual hours. */
export function problemOnDate(range: Range, date: string, hours: Hours): string | undefined {
  const day = Temporal.PlainDate.from(date);
  const next = day.add({ days: 1 });
  const before = problemWithNight(range, rangesOn(hours, day.subtract({ days: 1 })));
  return before ?? (hasOverride(hours, next) ? undefined : problemWithMorning(range, rangesOn(hours, next)));
}

function problemWithMorning(range: Range, dayAfter: Range[]): string | undefined {
  const morning = dayAfter.find((other) => meet(range, other));
  return morning && `This overlaps hours of the next day, which begin at ${morning.from}.`;
}

function meet(night: Range, next: Range): boolean {
  const [before, after] = [minutesOfRange(night), minutesOfRange(next)];
  return endsNextDay(night) && before !== null && after !== null && after.first < before.last - DAY_MINUTES;
}
