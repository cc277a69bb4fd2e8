import type { DaySums } from "./day-rules.js";

/** The sums of days as JSON, each day as its milliseconds. */
export const writeDays = (days: DaySums[]): string =>
  JSON.stringify(days.map((sums) => ({ ...sums, day: sums.day.getTime() })));

/** The days that `writeDays` wrote. */
export function readDays(written: string): DaySums[] {
  const days = JSON.parse(written) as (Omit<DaySums, "day"> & { day: number })[];
  return days.map((sums) => ({ ...sums, day: new Date(sums.day) }));
}
