import type { Person } from "../access/permissions.js";
import { namedAccounts, namesIn } from "../accounts/names-of.js";
import { askTogether } from "../platform/ask-together.js";
import type { Services } from "../services.js";
import type { Conversation } from "./conversation-model.js";
import type { Writing } from "./conversation-rules.js";
import { writingFrom, writingQuestions } from "./find-writing.js";
import type { Message } from "./message-model.js";
import { viewMessages, type MessageView } from "./message-view.js";
import { CATCH_UP, firstUnseen, messagesAfter, withdrawnMessages } from "./read-messages.js";

/** The changes of a conversation that an open page has missed. */
export interface Changes {
  messages: MessageView[];
  /** Whether more messages follow. */
  more: boolean;
  /** Earlier messages that were withdrawn. */
  withdrawn: MessageView[];
  /** The number up to which the other person has read what the actor wrote. */
  readUpTo: number;
  writing: Writing;
}

/** Reads what has changed in the actor's conversation since the message numbered `after`. */
export async function readChanges(
  services: Services,
  actor: Person,
  conversation: Conversation,
  after: number,
): Promise<Changes> {
  const { clientId, counsellorId, lastSeq = 0 } = conversation;
  const found = await askTogether({
    // First, so that it covers nothing that the page does not get to see.
    unseen: firstUnseen(actor, conversation),
    next: messagesAfter(conversation, after),
    withdrawn: withdrawnMessages(conversation, after),
    accounts: namedAccounts([clientId, counsellorId]),
    ...writingQuestions(conversation),
  });
  const view = (messages: Message[]) => viewMessages(services, conversation, messages, namesIn(found.accounts));
  return {
    messages: view(found.next),
    more: found.next.length === CATCH_UP,
    withdrawn: view(found.withdrawn),
    readUpTo: found.unseen ? found.unseen.seq - 1 : lastSeq,
    writing: writingFrom(services, conversation, found),
  };
}
