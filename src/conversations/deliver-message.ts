import type { Person } from "../access/permissions.js";
import type { Services } from "../services.js";
import type { Conversation } from "./conversation-model.js";
import { tellMessage, tellUnread, type DrawRow } from "./conversation-rooms.js";
import { otherOf } from "./conversation-rules.js";
import { viewMessage } from "./message-view.js";
import { storeMessage, type NewMessage } from "./store-message.js";

/**
 * Stores a message once and, when it is new, shows it to everyone who has the conversation open. Returns its number. Throws
 * Conflict when the conversation is closed for writing.
 */
export async function deliverMessage(
  services: Services,
  actor: Person,
  { conversation, parts }: { conversation: Conversation; parts: NewMessage },
  draw: DrawRow,
): Promise<{ seq: number; isNew: boolean }> {
  const { message, isNew } = await storeMessage(services, conversation, actor, parts);
  if (isNew) {
    const view = viewMessage(services, message, actor.name);
    const told = { type: "conversation.message", conversationId: conversation._id, message: view } as const;
    await tellMessage(services, told, draw);
    await tellUnread(services, otherOf(conversation, actor.id));
  }
  return { seq: message.seq, isNew };
}
