import { AccountModel } from "../accounts/account-model.js";
import { AppointmentModel } from "../appointments/appointment-model.js";
import { STATUSES } from "../appointments/appointment-rules.js";
import { askTogether, type Asked } from "../platform/ask-together.js";
import { CounsellorModel } from "../profiles/counsellor-model.js";
import type { Totals } from "./totals-model.js";

const ROLES = ["client", "counsellor", "admin"] as const;

/** Counts records by role and by state, nothing that anyone said or wrote. Indexes answer it: no record is read. */
export async function countRecords(): Promise<Totals["groups"]> {
  const counts = await askTogether<Record<string, Asked<number>>>({
    published: CounsellorModel.countDocuments({ published: true }),
    ...Object.fromEntries(ROLES.map((role) => [role, AccountModel.countDocuments({ role })])),
    ...Object.fromEntries(STATUSES.map((status) => [status, AppointmentModel.countDocuments({ status })])),
  });
  const countsOf = (names: readonly string[]) => names.map((name) => ({ name, count: counts[name] ?? 0 }));
  return [
    { heading: "Accounts", counts: countsOf(ROLES) },
    { heading: "Counsellors", counts: countsOf(["published"]) },
    { heading: "Appointments", counts: countsOf(STATUSES) },
  ];
}
