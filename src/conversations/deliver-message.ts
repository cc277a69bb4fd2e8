import type { Person } from "../access/permissions.js";
import type { Services } from "../services.js";
import type { Conversation } from "./conversation-model.js";
import { announceMessage } from "./conversation-rooms.js";
import { storeMessage, type NewMessage } from "./store-message.js";

/**
 * Stores a message once and shows it to everyone who has the conversation open. Returns its number as soon as it is stored. Throws
 * Conflict when the conversation is closed for writing or the message's id belongs to another.
 */
export async function deliverMessage(
  services: Services,
  actor: Person,
  { conversation, message }: { conversation: Conversation; message: NewMessage },
): Promise<{ seq: number; isNew: boolean }> {
  const { stored, isNew } = await storeMessage(services, conversation, actor, message);
  const told = { type: "conversation.message", conversation, message: stored, writer: actor } as const;
  // Also when it was stored before: that try may have failed before anyone was told, and rows are kept by their number.
  announceMessage(services, told);
  return { seq: stored.seq, isNew };
}
