import type mongoose from "mongoose";
import type { Person } from "../access/permissions.js";
import { AccountModel } from "../accounts/account-model.js";
import { LetterModel, type Letter } from "../letters/letter-model.js";
import type { LetterKind } from "../letters/letter-rules.js";
import { ABOUT_ADDRESS } from "../letters/queue-rules.js";
import { askTogether } from "../platform/ask-together.js";
import { after, noneOf } from "../platform/queries.js";
import { NoticeModel, type Notice } from "./notice-model.js";

/** Letters that go to an address that the account does not have: not yet, no longer, or because it is someone else's. */
const TO_OTHER_ADDRESSES: LetterKind[] = ["confirm-email", "email-changed", "invitation"];

/** Whether the last mail to this person's address, since they confirmed it, was refused or given up by servers that answered. */
export async function couldNotReach({ id }: Person): Promise<boolean> {
  const { provenAt } = await AccountModel.findById(id, { provenAt: 1 }).orFail().lean();
  const since = { personId: id, ...(provenAt && { settledAt: after(provenAt) }) };
  const letters = { ...since, kind: noneOf(TO_OTHER_ADDRESSES) };
  const failed = { status: "given up" as const, reason: ABOUT_ADDRESS };
  const found = await askTogether({
    sentLetter: latestLetter({ ...letters, status: "sent" }),
    sentNotice: latestNotice({ ...since, status: "sent" }),
    refusedLetter: latestLetter({ ...letters, ...failed }),
    refusedNotice: latestNotice({ ...since, ...failed }),
  });
  const arrived = latestOf(found.sentLetter, found.sentNotice);
  return latestOf(found.refusedLetter, found.refusedNotice) > arrived;
}

const latestLetter = (which: mongoose.QueryFilter<Letter>) =>
  LetterModel.findOne(which, { settledAt: 1 }).sort({ settledAt: -1 }).lean();

const latestNotice = (which: mongoose.QueryFilter<Notice>) =>
  NoticeModel.findOne(which, { settledAt: 1 }).sort({ settledAt: -1 }).lean();

/** When the latest of these mails was settled, in ms; 0 where there is none. */
function latestOf(...mails: ({ settledAt?: Date } | null)[]): number {
  return Math.max(...mails.map((mail) => mail?.settledAt?.getTime() ?? 0));
}
