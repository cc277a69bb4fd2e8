import type { Person } from "../access/permissions.js";
import { ConversationModel } from "../conversations/conversation-model.js";
import { countUnreadIn } from "../conversations/count-unread.js";

/** The conversation with a client, by what their page says of it. */
export interface ClientConversation {
  id: string;
  /** When the latest message was sent, or the conversation was opened. */
  lastAt: Date;
  /** Up to 100. */
  unread: number;
}

/** The actor's conversation with a client; null before there is one. */
export async function findClientConversation(
  { id: counsellorId }: Person,
  clientId: string,
): Promise<ClientConversation | null> {
  const conversation = await ConversationModel.findOne({ counsellorId, clientId }, { lastAt: 1 }).lean();
  if (!conversation) return null;
  const { _id, lastAt } = conversation;
  return { id: String(_id), lastAt, unread: await countUnreadIn(_id, counsellorId) };
}
