import { between } from "../platform/queries.js";
import { countDays } from "./count-days.js";
import type { DaySums } from "./day-rules.js";
import { DaySumsModel, type StoredDaySums } from "./day-sums-model.js";
import { dayDates, periodsAround, type Period } from "./period-rules.js";

/**
 * The stored sums of each day of a period on which a counsellor had sessions; around the starts of sessions that have changed since,
 * those that the database adds up now.
 */
export async function findDays(counsellorId: string, period: Period, changed: Date[]): Promise<DaySums[]> {
  const { zone } = period;
  const changedDays = periodsAround(changed, zone);
  const [stored, ...counted] = await Promise.all([
    DaySumsModel.find({ counsellorId, zone, day: between(...dayDates(period)) }).lean(),
    ...changedDays.map((days) => countDays(counsellorId, days)),
  ]);
  const isCounted = changedDays.map(dayDates);
  const others = stored.filter(({ day }) => !isCounted.some(([first, end]) => day >= first && day < end));
  return [...others.map(sumsOf), ...counted.flat()];
}

function sumsOf({ clients, ...sums }: StoredDaySums): DaySums {
  return { ...sums, clients: clients ? clients.split(" ") : [] };
}
