import { authorize, type Person } from "../access/permissions.js";
import { ConversationModel, type Conversation } from "./conversation-model.js";
import { otherOf } from "./conversation-rules.js";
import { MessageModel, type Message } from "./message-model.js";
import type { Asked } from "../platform/ask-together.js";
import { after, atMost, before, present } from "../platform/queries.js";

/** How many messages a page of a conversation shows. */
export const ROWS_AT_ONCE = 30;
/** How many an open page catches up on at once. */
export const CATCH_UP = 100;

/** Finds the actor's conversation, to read it or to write in it. Throws NotFound. */
export async function findOwnConversation(
  actor: Person,
  id: string,
  what: "conversation.read" | "conversation.write" = "conversation.read",
): Promise<Conversation> {
  const conversation = await ConversationModel.findById(id).lean();
  authorize(actor, what, conversation);
  return conversation;
}

/** Asks for the last messages before number `end`, or else the latest, the last first. */
export function lastMessages({ _id }: Conversation, end = Number.MAX_SAFE_INTEGER): Asked<Message[]> {
  return MessageModel.find({ conversationId: _id, seq: before(end) })
    .sort({ seq: -1 })
    .limit(ROWS_AT_ONCE)
    .lean<Message[]>();
}

/** Asks for the first messages after number `last`, at most `CATCH_UP`. */
export function messagesAfter({ _id }: Conversation, last: number): Asked<Message[]> {
  return MessageModel.find({ conversationId: _id, seq: after(last) })
    .sort({ seq: 1 })
    .limit(CATCH_UP)
    .lean<Message[]>();
}

/** Asks for the latest withdrawn messages up to number `upTo`, at most a hundred. */
export function withdrawnMessages({ _id }: Conversation, upTo: number): Asked<Message[]> {
  return MessageModel.find({ conversationId: _id, withdrawnAt: present, seq: atMost(upTo) })
    .hint({ conversationId: 1, withdrawnAt: 1 })
    .sort({ withdrawnAt: -1 })
    .limit(CATCH_UP)
    .lean<Message[]>();
}

/** Asks for the actor's first message that the other person has not read. */
export function firstUnseen(actor: Person, conversation: Conversation): Asked<Pick<Message, "seq"> | null> {
  const unreadBy = otherOf(conversation, actor.id);
  return MessageModel.findOne({ unreadBy, conversationId: conversation._id }, { seq: 1 }).sort({ seq: 1 }).lean();
}
