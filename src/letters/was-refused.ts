import { atLeast } from "../platform/queries.js";
import { LetterModel } from "./letter-model.js";
import type { LetterKind } from "./letter-rules.js";
import { ABOUT_ADDRESS } from "./queue-rules.js";

/** Whether the newest letter of this kind to a person, of those written since, could not be delivered to its address. */
export async function wasRefused(personId: string, kind: LetterKind, since: Date): Promise<boolean> {
  const written = { personId, kind, writtenAt: atLeast(since) };
  const newest = await LetterModel.findOne(written, { status: 1, reason: 1 }).sort({ writtenAt: -1 }).lean();
  return newest?.status === "given up" && ABOUT_ADDRESS.test(newest.reason ?? "");
}
