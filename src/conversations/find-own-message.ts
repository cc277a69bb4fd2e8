import type { Person } from "../access/permissions.js";
import { NotFound } from "../platform/errors.js";
import type { Services } from "../services.js";
import { MessageModel } from "./message-model.js";
import { viewMessage, type MessageView } from "./message-view.js";
import { findOwnConversation, ROWS_AT_ONCE } from "./read-messages.js";

/** A message that the actor wrote, and whether it is on the conversation's first page. Throws NotFound. */
export async function findOwnMessage(
  services: Services,
  actor: Person,
  { conversationId, seq }: { conversationId: string; seq: number },
): Promise<{ message: MessageView; isRecent: boolean }> {
  const { lastSeq = seq } = await findOwnConversation(actor, conversationId);
  const message = await MessageModel.findOne({ conversationId, seq, senderId: actor.id }).lean();
  if (!message) throw new NotFound();
  return { message: viewMessage(services, message, actor.name), isRecent: seq > lastSeq - ROWS_AT_ONCE };
}
