import { authorize, type Person } from "../access/permissions.js";
import type { Services } from "../services.js";
import { isDuplicate } from "../platform/database.js";
import type { Conversation } from "./conversation-model.js";
import { otherOf } from "./conversation-rules.js";
import { ReportModel } from "./report-model.js";
import type { ReportReason } from "./report-rules.js";

/** Reports a conversation of the actor's to whoever looks after the site; for the same reason again, it is reported anew. */
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
  // Two first ones at once: one is the first, the other finds it there.
  await keep().catch((error: unknown) => (isDuplicate(error) ? keep() : Promise.reject(error as Error)));
}
