import { authorize, type Person } from "../access/permissions.js";
import { isDuplicate } from "../platform/database.js";
import type { Services } from "../services.js";
import { ACCEPTED_TEXTS, type TextVersions } from "../site/text-versions-rules.js";
import { AcceptanceModel, type Acceptance } from "./acceptance-model.js";
import { AccountModel } from "./account-model.js";

/**
 * Records that the actor accepts the texts in the versions that they were shown; missing or newer versions count as the current
 * ones. Doing it twice changes nothing.
 */
export async function acceptTexts(services: Services, actor: Person, shown: Partial<TextVersions>): Promise<void> {
  authorize(actor, "account.leave", {});
  const current = services.site.textVersions;
  const at = services.clock.now();
  const accepted = ACCEPTED_TEXTS.map((kind) => ({ kind, version: Math.min(shown[kind] ?? Infinity, current[kind]) }));
  try {
    const records = accepted.map((each) => ({ ...each, accountId: actor.id, at }));
    await AcceptanceModel.insertMany(records, { ordered: false });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
  }
  const latest = Object.fromEntries(accepted.map(({ kind, version }) => [`accepted.${kind}`, version]));
  await AccountModel.updateOne({ _id: actor.id }, { $max: latest });
}

/** What the actor has accepted and when, the latest first. */
export async function findAcceptances(actor: Person): Promise<Acceptance[]> {
  authorize(actor, "account.leave", {});
  return AcceptanceModel.find({ accountId: actor.id }).sort({ at: -1, _id: 1 }).lean();
}
