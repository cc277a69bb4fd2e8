import { absent, atMost, before } from "../platform/queries.js";
import { CounsellorModel } from "../profiles/counsellor-model.js";
import { daysAfter, todayIn } from "../profiles/verified-rules.js";
import type { Services } from "../services.js";
import { tellAdmins, tellOfDecision } from "./tell-counsellor.js";
import { REMIND_DAYS } from "./verification-rules.js";

/**
 * Takes counsellors out of the search whose verification has ended, and reminds those, and the admins, whose verification ends within
 * thirty days. Each is done once, in however many processes this runs.
 */
export async function endVerifications(services: Services): Promise<void> {
  const today = todayIn(services.site.current.zone, services.clock.now());
  await unpublishEnded(services, today);
  await remind(services, daysAfter(today, REMIND_DAYS));
}

async function unpublishEnded(services: Services, today: string): Promise<void> {
  const ended = { published: true, "verified.until": before(today) };
  for (const { _id } of await CounsellorModel.find(ended, { _id: 1 }).lean()) {
    const { matchedCount } = await CounsellorModel.updateOne({ _id, ...ended }, { $set: { published: false } });
    if (matchedCount === 0) continue;
    await services.changed(_id);
    await tellOfDecision(services, _id, "ended");
  }
}

async function remind(services: Services, until: string): Promise<void> {
  const ending = { published: true, "verified.until": atMost(until), "verified.remindedAt": absent };
  for (const { _id } of await CounsellorModel.find(ending, { _id: 1 }).lean()) {
    const reminded = { $set: { "verified.remindedAt": services.clock.now() } };
    const { matchedCount } = await CounsellorModel.updateOne({ _id, ...ending }, reminded);
    if (matchedCount === 0) continue;
    await tellOfDecision(services, _id, "ending");
    await tellAdmins(services);
  }
}
