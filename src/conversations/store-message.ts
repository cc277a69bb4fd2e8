import mongoose from "mongoose";
import type { Person } from "../access/permissions.js";
import { isDuplicate } from "../platform/database.js";
import { Conflict } from "../platform/errors.js";
import type { Services } from "../services.js";
import { ConversationModel, type Conversation } from "./conversation-model.js";
import { otherOf } from "./conversation-rules.js";
import { mayBeWritten } from "./find-writing.js";
import { MessageModel, type Message } from "./message-model.js";

/** What a new message consists of: its id, for which its parts are sealed, its writer's own id for it, and the parts. */
export type NewMessage = Pick<Message, "_id" | "clientMessageId" | "text" | "file">;

/**
 * Stores a message exactly once, however often it comes with the same `clientMessageId`: it takes the next number, or when someone
 * else took that in the same moment, the one after. Throws Conflict when the conversation is closed for writing.
 */
export async function storeMessage(
  services: Services,
  conversation: Conversation,
  actor: Person,
  parts: NewMessage,
): Promise<{ message: Message; isNew: boolean }> {
  const sent = {
    conversationId: conversation._id,
    senderId: new mongoose.Types.ObjectId(actor.id),
    clientMessageId: parts.clientMessageId,
  };
  const at = services.clock.now();
  const isOpen = await mayBeWritten(services, conversation);
  const stored = isOpen ? await insert(conversation, { ...sent, ...parts, at }) : await findStored(sent);
  if (!stored) throw new Conflict("This conversation is closed for writing. A new booking opens it again.");
  // Also when it was stored before: a crash may have come between the two writes.
  await ConversationModel.updateOne({ _id: conversation._id }, { $max: { lastAt: stored.message.at } });
  return stored;
}

async function insert(
  conversation: Conversation,
  parts: Omit<Message, "seq">,
): Promise<{ message: Message; isNew: boolean }> {
  const { conversationId, senderId, clientMessageId } = parts;
  const unreadBy = otherOf(conversation, senderId.toString());
  for (;;) {
    const last = await MessageModel.findOne({ conversationId }, { seq: 1 }).sort({ seq: -1 }).lean();
    const message: Message = { ...parts, unreadBy, seq: (last?.seq ?? 0) + 1 };
    try {
      // As it is: going through a document of mongoose costs as much as all the rest of storing.
      await MessageModel.collection.insertOne(message);
      return { message, isNew: true };
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      const stored =
        isDuplicate(error, "clientMessageId") && (await findStored({ conversationId, senderId, clientMessageId }));
      if (stored) return stored;
    }
  }
}

async function findStored(
  sent: Pick<Message, "conversationId" | "senderId" | "clientMessageId">,
): Promise<{ message: Message; isNew: false } | null> {
  const message = await MessageModel.findOne(sent).lean();
  return message && { message, isNew: false };
}
