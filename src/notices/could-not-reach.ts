import type { Person } from "../access/permissions.js";
import { AccountModel } from "../accounts/account-model.js";
import { LetterModel } from "../letters/letter-model.js";
import type { LetterKind } from "../letters/letter-rules.js";
import { ABOUT_ADDRESS } from "../letters/queue-rules.js";
import { after, noneOf } from "../platform/queries.js";
import { NoticeModel } from "./notice-model.js";

/** Letters that go to an address that the account does not have: not yet, no longer, or because it is somebody else's. */
const TO_OTHER_ADDRESSES: LetterKind[] = ["confirm-email", "email-changed", "invitation"];

/** Whether the last mail to this person's address, since they confirmed it, was refused or given up by servers that answered. */
export async function couldNotReach({ id }: Person): Promise<boolean> {
  const { provenAt } = await AccountModel.findById(id, { provenAt: 1 }).orFail().lean();
  const since = { personId: id, ...(provenAt && { settledAt: after(provenAt) }) };
  const letters = { ...since, kind: noneOf(TO_OTHER_ADDRESSES) };
  const failed = { status: "given up", reason: ABOUT_ADDRESS };
  const [arrived, refused] = await Promise.all([
    latest({ ...letters, status: "sent" }, { ...since, status: "sent" }),
    latest({ ...letters, ...failed }, { ...since, ...failed }),
  ]);
  return refused > arrived;
}

/** When the latest of these letters and notices was settled, in ms; 0 where there is none. */
async function latest(letters: object, notices: object): Promise<number> {
  const found = await Promise.all([
    LetterModel.findOne(letters, { settledAt: 1 }).sort({ settledAt: -1 }).lean(),
    NoticeModel.findOne(notices, { settledAt: 1 }).sort({ settledAt: -1 }).lean(),
  ]);
  return Math.max(...found.map((mail) => mail?.settledAt?.getTime() ?? 0));
}
