import { authorize, type Person } from "../access/permissions.js";
import type { Services } from "../services.js";
import { isDuplicate } from "../platform/database.js";
import { present } from "../platform/queries.js";
import type { Conversation } from "./conversation-model.js";
import { otherOf } from "./conversation-rules.js";
import { ReportModel } from "./report-model.js";
import type { ReportReason } from "./report-rules.js";

/**
 * Reports the actor's conversation to the site's admins. A second report for the same reason updates its time, and opens it again where it was
 * closed.
 */
export async function reportConversation(
  services: Services,
  actor: Person,
  conversation: Conversation,
  reason: ReportReason,
): Promise<void> {
  authorize(actor, "conversation.report", conversation);
  const report = { conversationId: conversation._id, reporterId: actor.id, reason };
  const reportedId = otherOf(conversation, actor.id);
  const keep = () =>
    ReportModel.updateOne(report, { $set: { at: services.clock.now(), reportedId } }, { upsert: true });
  // Of two first reports at the same moment, the second updates the first.
  await keep().catch((error: unknown) => (isDuplicate(error) ? keep() : Promise.reject(error as Error)));
  await ReportModel.updateOne({ ...report, closed: present }, { $unset: { closed: 1, handling: 1 } });
}
