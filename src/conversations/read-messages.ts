import { authorize, type Person } from "../access/permissions.js";
import type { Services } from "../services.js";
import { ConversationModel, type Conversation } from "./conversation-model.js";
import { otherOf } from "./conversation-rules.js";
import { MessageModel } from "./message-model.js";
import { viewMessages, type MessageView } from "./message-view.js";
import { after, atMost, before, present } from "../platform/queries.js";

/** How many messages a page of a conversation shows. */
export const ROWS_AT_ONCE = 30;
const CATCH_UP = 100;

/** A page of messages in order; `earlier` says whether others come before them. */
export interface MessagePage {
  messages: MessageView[];
  earlier: boolean;
}

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

/** The last messages before number `end`, or else the latest. */
export async function readMessages(
  services: Services,
  conversation: Conversation,
  end = Number.MAX_SAFE_INTEGER,
): Promise<MessagePage> {
  const last = await MessageModel.find({ conversationId: conversation._id, seq: before(end) })
    .sort({ seq: -1 })
    .limit(ROWS_AT_ONCE)
    .lean();
  const messages = await viewMessages(services, conversation, last.reverse());
  return { messages, earlier: (messages[0]?.seq ?? 1) > 1 };
}

/** The first messages after number `last`; `more` says whether others follow. */
export async function readMessagesAfter(
  services: Services,
  conversation: Conversation,
  last: number,
): Promise<{ messages: MessageView[]; more: boolean }> {
  const next = await MessageModel.find({ conversationId: conversation._id, seq: after(last) })
    .sort({ seq: 1 })
    .limit(CATCH_UP)
    .lean();
  return {
    messages: await viewMessages(services, conversation, next),
    more: next.length === CATCH_UP,
  };
}

/** The latest withdrawn messages up to number `upTo`, at most a hundred. */
export async function readWithdrawn(
  services: Services,
  conversation: Conversation,
  upTo: number,
): Promise<MessageView[]> {
  const withdrawn = present;
  const seq = atMost(upTo);
  const latest = await MessageModel.find({ conversationId: conversation._id, withdrawnAt: withdrawn, seq })
    .sort({ withdrawnAt: -1 })
    .limit(CATCH_UP)
    .lean();
  return viewMessages(services, conversation, latest);
}

/**
 * The number up to which the other person has read what the actor wrote. It covers nothing sent after this call, though a page may
 * show that by the time the number arrives.
 */
export async function findReadUpTo(actor: Person, conversation: Conversation): Promise<number> {
  const unreadBy = otherOf(conversation, actor.id);
  const first = await MessageModel.findOne({ unreadBy, conversationId: conversation._id }, { seq: 1 })
    .sort({ seq: 1 })
    .lean();
  return first ? first.seq - 1 : (conversation.lastSeq ?? 0);
}
