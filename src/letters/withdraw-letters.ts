import type { Services } from "../services.js";
import { LetterModel } from "./letter-model.js";
import type { LetterKind } from "./letter-rules.js";

/** Withdraws what is still waiting of one kind for a person, because what it says no longer holds. Sent letters stay sent. */
export async function withdrawLetters(
  { clock }: Pick<Services, "clock">,
  which: { personId: { toString(): string }; kind: LetterKind },
): Promise<void> {
  await LetterModel.updateMany(
    { personId: which.personId.toString(), kind: which.kind, status: "waiting" },
    { $set: { status: "withdrawn", withdrawal: "recalled", settledAt: clock.now() }, $unset: { tryAt: 1, mail: 1 } },
  );
}
