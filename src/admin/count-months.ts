import { AccountModel } from "../accounts/account-model.js";
import { AppointmentModel } from "../appointments/appointment-model.js";
import { askTogether, type Asked } from "../platform/ask-together.js";
import { between } from "../platform/queries.js";
import type { Services } from "../services.js";
import { latestMonths, type Month } from "./month-rules.js";
import type { MonthCounts } from "./totals-model.js";

/** The last twelve months in the site's zone, this one included. Indexes answer it: no record is read. */
export async function countMonths(services: Services): Promise<MonthCounts[]> {
  const months = latestMonths(services.clock.now(), services.site.current.zone);
  const counts = await askTogether(Object.fromEntries(months.flatMap(questionsOf)));
  return months.map(({ label, short }, place) => ({
    label,
    short,
    held: counts[`held ${place}`] ?? 0,
    cancelled: counts[`cancelled ${place}`] ?? 0,
    accounts: counts[`accounts ${place}`] ?? 0,
  }));
}

function questionsOf({ from, until }: Month, place: number): [string, Asked<number>][] {
  const within = between(from, until);
  return [
    [`held ${place}`, AppointmentModel.countDocuments({ status: "completed", startsAt: within })],
    [`cancelled ${place}`, AppointmentModel.countDocuments({ status: "cancelled", startsAt: within })],
    [`accounts ${place}`, AccountModel.countDocuments({ createdAt: within })],
  ];
}
