import type { Person } from "../access/permissions.js";
import type { Services } from "../services.js";
import type { Conversation } from "./conversation-model.js";
import { announceMessage, type DrawRow } from "./conversation-rooms.js";
import { storeMessage, type NewMessage } from "./store-message.js";

/**
 * Stores a message once and, when it is new, shows it to everyone who has the conversation open. Returns its number as soon as it
 * is stored. Throws Conflict when the conversation is closed for writing.
 */
export async function deliverMessage(
  services: Services,
  actor: Person,
  { conversation, parts }: { conversation: Conversation; parts: NewMessage },
  draw: DrawRow,
): Promise<{ seq: number; isNew: boolean }> {
  const { message, isNew } = await storeMessage(services, conversation, actor, parts);
  if (isNew) announceMessage(services, { type: "conversation.message", conversation, message, writer: actor }, draw);
  return { seq: message.seq, isNew };
}
