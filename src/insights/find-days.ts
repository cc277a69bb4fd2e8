import { between } from "../platform/queries.js";
import { countDays } from "./count-days.js";
import type { DaySums } from "./day-rules.js";
import { MonthSumsModel } from "./month-sums-model.js";
import { dayDates, periodsAround, wholeMonths, type Period } from "./period-rules.js";
import { readDays } from "./written-days-rules.js";

/**
 * The stored sums of each day of a period on which a counsellor had sessions; around the starts of sessions that have changed since,
 * those that the database adds up now.
 */
export async function findDays(counsellorId: string, period: Period, changed: Date[]): Promise<DaySums[]> {
  const { zone } = period;
  const changedDays = periodsAround(changed, zone);
  const [months, ...counted] = await Promise.all([
    MonthSumsModel.find({ counsellorId, zone, month: between(...dayDates(wholeMonths(period))) }, { days: 1 }).lean(),
    ...changedDays.map((days) => countDays(counsellorId, days)),
  ]);
  const [first, end] = dayDates(period);
  const isCounted = changedDays.map(dayDates);
  const stored = months
    .flatMap(({ days }) => readDays(days))
    .filter(({ day }) => day >= first && day < end && !isCounted.some(([from, until]) => day >= from && day < until));
  return [...stored, ...counted.flat()];
}
