import type { Person } from "../access/permissions.js";
import { ConversationModel } from "../conversations/conversation-model.js";
import { countUnreadIn } from "../conversations/count-unread.js";
import { MessageModel, type Message } from "../conversations/message-model.js";
import { openLine } from "../conversations/message-view.js";
import { present } from "../platform/queries.js";
import type { Services } from "../services.js";

/** The conversation with a client, by what their page says of it. */
export interface ClientConversation {
  id: string;
  /** When the latest message was sent, or the conversation was opened. */
  lastAt: Date;
  /** Up to 100. */
  unread: number;
  /** The latest files that either has sent, the newest first. */
  files: SentFileLine[];
}

export interface SentFileLine {
  seq: number;
  name: string;
  kind: string;
  bytes: number;
  at: Date;
  /** Whether the client sent it. */
  isFromClient: boolean;
}

const FILES_SHOWN = 10;

/** The actor's conversation with a client; null before there is one. */
export async function findClientConversation(
  services: Services,
  { id: counsellorId }: Person,
  clientId: string,
): Promise<ClientConversation | null> {
  const conversation = await ConversationModel.findOne({ counsellorId, clientId }, { lastAt: 1 }).lean();
  if (!conversation) return null;
  const { _id, lastAt } = conversation;
  const [unread, messages] = await Promise.all([
    countUnreadIn(_id, counsellorId),
    MessageModel.find({ conversationId: _id, file: present }).sort({ seq: -1 }).limit(FILES_SHOWN).lean(),
  ]);
  return {
    id: String(_id),
    lastAt,
    unread,
    files: messages.flatMap((message) => viewFile(services, clientId, message)),
  };
}

/** Nothing for a file whose name cannot be read. */
function viewFile(services: Services, clientId: string, message: Message): SentFileLine[] {
  const { seq, file, at, senderId } = message;
  const name = openLine(services, message);
  if (!file || !name) return [];
  const { kind, bytes } = file;
  return [{ seq, name, kind, bytes, at, isFromClient: String(senderId) === clientId }];
}
