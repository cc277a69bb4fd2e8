import { AccountModel } from "../accounts/account-model.js";
import { authorize, type Person } from "../access/permissions.js";
import { AppointmentModel } from "../appointments/appointment-model.js";
import { between } from "../platform/queries.js";
import type { Services } from "../services.js";
import { latestMonths, type Month } from "./month-rules.js";

/** What happened in one month: sessions by their start, accounts by when they were made. */
export interface MonthCounts {
  label: string;
  short: string;
  held: number;
  cancelled: number;
  accounts: number;
}

/** The last twelve months in the site's zone, this one included. Indexes answer it: no record is read. */
export async function countMonths(services: Services, actor: Person): Promise<MonthCounts[]> {
  authorize(actor, "site.watch", {});
  return Promise.all(latestMonths(services.clock.now(), services.site.current.zone).map(countMonth));
}

async function countMonth({ label, short, from, until }: Month): Promise<MonthCounts> {
  const startsAt = between(from, until);
  const [held, cancelled, accounts] = await Promise.all([
    AppointmentModel.countDocuments({ status: "completed", startsAt }),
    AppointmentModel.countDocuments({ status: "cancelled", startsAt }),
    AccountModel.countDocuments({ createdAt: startsAt }),
  ]);
  return { label, short, held, cancelled, accounts };
}
