import { AccountModel } from "../accounts/account-model.js";
import { authorize, type Person } from "../access/permissions.js";
import { AppointmentModel } from "../appointments/appointment-model.js";
import { STATUSES } from "../appointments/appointment-rules.js";
import { CounsellorModel } from "../profiles/counsellor-model.js";

const ROLES = ["client", "counsellor", "admin"] as const;

/** Counts records by role and by state, nothing that anyone said or wrote. Indexes answer it: no record is read. */
export async function countRecords(actor: Person): Promise<{ heading: string; counts: [string, number][] }[]> {
  authorize(actor, "site.watch", {});
  const [accounts, published, appointments] = await Promise.all([
    countEach(ROLES, (role) => AccountModel.countDocuments({ role })),
    CounsellorModel.countDocuments({ published: true }),
    countEach(STATUSES, (status) => AppointmentModel.countDocuments({ status })),
  ]);
  return [
    { heading: "Accounts", counts: accounts },
    { heading: "Counsellors", counts: [["published", published]] },
    { heading: "Appointments", counts: appointments },
  ];
}

function countEach<K extends string>(
  keys: readonly K[],
  count: (key: K) => PromiseLike<number>,
): Promise<[string, number][]> {
  return Promise.all(keys.map(async (key): Promise<[string, number]> => [key, await count(key)]));
}
