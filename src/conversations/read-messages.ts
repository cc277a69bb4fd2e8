import { authorize, type Person } from "../access/permissions.js";
import type { Services } from "../services.js";
import { ConversationModel, type Conversation } from "./conversation-model.js";
import { otherOf } from "./conversation-rules.js";
import { MessageModel } from "./message-model.js";
import { viewMessages, type MessageView } from "./message-view.js";
import { after, atMost, before, present } from "../platform/queries.js";

/** How many messages a page of a conversation shows. */
export const PAGE = 30;
const CATCH_UP = 100;

/** A page of messages in their order; `earlier` when there are some before it. */
export interface MessagePage {
  messages: MessageView[];
  earlier: boolean;
}

/** A conversation of the actor's own, to be read, or to be written in while it is open. Throws NotFound. */
export async function findOwnConversation(
  actor: Person,
  id: string,
  what: "conversation.read" | "conversation.write" = "conversation.read",
): Promise<Conversation> {
  const conversation = await ConversationModel.findById(id).lean();
  authorize(actor, what, conversation);
  return conversation;
}

/** The last messages before the one numbered `end`, or the latest of all. */
export async function readMessages(
  services: Services,
  conversation: Conversation,
  end = Number.MAX_SAFE_INTEGER,
): Promise<MessagePage> {
  const last = await MessageModel.find({ conversationId: conversation._id, seq: before(end) })
    .sort({ seq: -1 })
    .limit(PAGE)
    .lean();
  const messages = await viewMessages(services, conversation, last.reverse());
  return { messages, earlier: (messages[0]?.seq ?? 1) > 1 };
}

/** The first messages after the one numbered `last`; `more` says whether others follow these. */
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

/** Messages up to the one numbered `upTo` that were withdrawn: the latest, as many as one can have missed. */
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
 * The number up to which the other one has read what the actor wrote. It does not cover what is written after this: a page may have
 * that by the time it hears the number.
 */
export async function findReadUpTo(actor: Person, conversation: Conversation): Promise<number> {
  const unreadBy = otherOf(conversation, actor.id);
  const first = await MessageModel.findOne({ unreadBy, conversationId: conversation._id }, { seq: 1 })
    .sort({ seq: 1 })
    .lean();
  return first ? first.seq - 1 : (conversation.lastSeq ?? 0);
}
