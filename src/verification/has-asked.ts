import { authorize, type Person } from "../access/permissions.js";
import { among } from "../platform/queries.js";
import { VerificationModel } from "./verification-model.js";

/** Whether a counsellor has asked to be verified, and has nothing to correct. */
export async function hasAsked(actor: Person): Promise<boolean> {
  authorize(actor, "verification.edit", { counsellorId: actor.id });
  const asked = { _id: actor.id, state: among(["waiting", "approved"]) };
  return (await VerificationModel.exists(asked)) !== null;
}
