import { authorize, type Person } from "../access/permissions.js";
import { isDuplicate } from "../platform/database.js";
import { Conflict } from "../platform/errors.js";
import { VerificationModel } from "./verification-model.js";
import type { Licence } from "./verification-rules.js";

const STALE = "You changed this in another window after opening this page. Nothing was overwritten.";

/** Replaces what the actor says about their licence, as edited from `version`. Throws Conflict when it has changed since. */
export async function saveLicence(
  actor: Person,
  { version, ...licence }: Licence & { version: number },
): Promise<void> {
  authorize(actor, "verification.edit", { counsellorId: actor.id });
  try {
    const saved = await VerificationModel.updateOne(
      { _id: actor.id, version },
      { $set: { licence }, $inc: { version: 1 } },
      { upsert: version === 0, setDefaultsOnInsert: true },
    );
    if (saved.matchedCount + saved.upsertedCount === 0) throw new Conflict(STALE);
  } catch (error) {
    throw isDuplicate(error) ? new Conflict(STALE) : error;
  }
}
