import type { Person } from "../access/permissions.js";
import { AccountModel } from "../accounts/account-model.js";
import { LetterModel } from "../letters/letter-model.js";
import { after, among } from "../platform/queries.js";
import { NoticeModel } from "./notice-model.js";

/** Whether the last mail to this person, since they confirmed their address, could not be delivered. */
export async function couldNotReach({ id }: Person): Promise<boolean> {
  const { provenAt } = await AccountModel.findById(id, { provenAt: 1 }).orFail().lean();
  const settled = {
    personId: id,
    status: among(["sent", "given up"]),
    ...(provenAt && { settledAt: after(provenAt) }),
  };
  const fields = { status: 1, settledAt: 1 } as const;
  const newest = { settledAt: -1 } as const;
  const [letter, notice] = await Promise.all([
    LetterModel.findOne(settled, fields).sort(newest).lean(),
    NoticeModel.findOne(settled, fields).sort(newest).lean(),
  ]);
  const [last] = [letter, notice]
    .filter((mail) => mail !== null)
    .sort((a, b) => (b.settledAt?.getTime() ?? 0) - (a.settledAt?.getTime() ?? 0));
  return last?.status === "given up";
}
