import { AccountModel } from "../accounts/account-model.js";
import { authorize, type Person } from "../access/permissions.js";
import { AppointmentModel } from "../appointments/appointment-model.js";
import { CounsellorModel } from "../profiles/counsellor-model.js";

/** How many of what there is, by role and by state: nothing that anyone said or wrote. */
export async function countRecords(actor: Person): Promise<{ heading: string; counts: [string, number][] }[]> {
  authorize(actor, "site.watch", {});
  const [roles, published, states] = await Promise.all([
    countBy(AccountModel, "$role"),
    CounsellorModel.countDocuments({ published: true }),
    countBy(AppointmentModel, "$status"),
  ]);
  return [
    { heading: "Accounts", counts: roles },
    { heading: "Published counsellors", counts: [["published", published]] },
    { heading: "Appointments", counts: states },
  ];
}

async function countBy(
  model: typeof AccountModel | typeof AppointmentModel,
  field: string,
): Promise<[string, number][]> {
  const stages = [{ $group: { _id: field, count: { $sum: 1 } } }, { $sort: { _id: 1 as const } }];
  const groups = await (model as typeof AccountModel).aggregate<{ _id: string; count: number }>(stages);
  return groups.map(({ _id, count }) => [_id, count]);
}
