import type mongoose from "mongoose";
import type { Services } from "../services.js";
import { LetterModel, type Letter } from "./letter-model.js";
import type { LetterKind } from "./letter-rules.js";
import { writeMany } from "../platform/write-many.js";

/** Withdraws what is still waiting of one kind for a person, because what it says no longer holds. Sent letters stay sent. */
export function withdrawLetters(
  services: Pick<Services, "clock">,
  { personId, kind }: { personId: { toString(): string }; kind: LetterKind },
): Promise<void> {
  return withdraw(services, { personId: personId.toString(), kind });
}

/** Withdraws one letter, if it is still waiting. */
export function withdrawLetter(services: Pick<Services, "clock">, id: mongoose.Types.ObjectId): Promise<void> {
  return withdraw(services, { _id: id });
}

async function withdraw({ clock }: Pick<Services, "clock">, which: mongoose.QueryFilter<Letter>): Promise<void> {
  await writeMany(() =>
    LetterModel.updateMany(
      { ...which, status: "waiting" },
      { $set: { status: "withdrawn", withdrawal: "recalled", settledAt: clock.now() }, $unset: { tryAt: 1, mail: 1 } },
    ),
  );
}
