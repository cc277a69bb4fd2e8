import type { Person } from "../access/permissions.js";
import type { Services } from "../services.js";
import type { Conversation } from "./conversation-model.js";
import { announceMessage } from "./conversation-rooms.js";
import { storeMessage, type NewMessage } from "./store-message.js";

/**
 * Stores a message once and announces it to all open pages of its conversation. Returns its number as soon as it is stored. Throws
 * Conflict when the conversation is closed for writing or the id was used for another message.
 */
export async function deliverMessage(
  services: Services,
  actor: Person,
  { conversation, message }: { conversation: Conversation; message: NewMessage },
): Promise<{ seq: number; isNew: boolean }> {
  const { stored, isNew } = await storeMessage(services, conversation, actor, message);
  if (isNew) services.metrics.count("messages");
  const news = { type: "conversation.message", conversation, message: stored, writer: actor } as const;
  // Also when it was stored before: that attempt may have failed before announcing it, and pages keep rows by number.
  announceMessage(services, news);
  return { seq: stored.seq, isNew };
}
