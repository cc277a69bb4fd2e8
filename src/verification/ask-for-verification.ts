import { authorize, type Person } from "../access/permissions.js";
import { Conflict } from "../platform/errors.js";
import { not } from "../platform/queries.js";
import { CounsellorModel } from "../profiles/counsellor-model.js";
import type { Services } from "../services.js";
import { VerificationModel } from "./verification-model.js";
import { missingFor } from "./verification-rules.js";

/** Puts the actor on the list that admins check. Throws Conflict while something is missing, and where they have asked already. */
export async function askForVerification(services: Services, actor: Person): Promise<void> {
  authorize(actor, "verification.ask", { counsellorId: actor.id });
  const [found, profile] = await Promise.all([
    VerificationModel.findById(actor.id).lean(),
    CounsellorModel.findById(actor.id, { credentials: 1 }).lean(),
  ]);
  const missing = [...(profile?.credentials ? [] : ["your credentials on your profile"]), ...missingFor(found ?? {})];
  if (!found || missing.length > 0) throw new Conflict(`Still missing: ${missing.join(", ")}.`);
  const asked = await VerificationModel.updateOne(
    { _id: actor.id, version: found.version, state: not("waiting") },
    { $set: { state: "waiting", askedAt: services.clock.now() }, $unset: { returned: 1 }, $inc: { version: 1 } },
  );
  if (asked.matchedCount === 0) throw new Conflict("This has changed in another window. Please look again.");
}
