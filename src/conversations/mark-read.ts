import type { Person } from "../access/permissions.js";
import type { Services } from "../services.js";
import { conversationRoom, tellUnread } from "./conversation-rooms.js";
import type { Conversation } from "./conversation-model.js";
import { MessageModel } from "./message-model.js";
import { atMost } from "../platform/queries.js";
import { writeMany } from "../platform/write-many.js";

/** Marks the messages up to this number as read by the actor, and tells the sender's pages. */
export async function markRead(
  services: Services,
  actor: Person,
  { _id: conversationId }: Conversation,
  upTo: number,
): Promise<void> {
  if (!actor.id) return;
  const seq = atMost(upTo);
  const unread = { unreadBy: actor.id, conversationId, seq };
  const { modifiedCount, isRepeated } = await writeMany(() =>
    MessageModel.updateMany(unread, { $unset: { unreadBy: 1 } }),
  );
  if (modifiedCount === 0 && !isRepeated) return;
  const message = { type: "conversation.read", conversationId: conversationId.toString(), upTo } as const;
  services.rooms.tell(conversationRoom(conversationId), message, { except: actor.id });
  await tellUnread(services, actor.id);
}
