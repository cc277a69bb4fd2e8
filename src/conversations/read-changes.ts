import type { Person } from "../access/permissions.js";
import type { Services } from "../services.js";
import type { Conversation } from "./conversation-model.js";
import type { Writing } from "./conversation-rules.js";
import { findWriting } from "./find-writing.js";
import type { MessageView } from "./message-view.js";
import { findReadUpTo, readMessagesAfter, readWithdrawn } from "./read-messages.js";

/** The changes of a conversation that an open page has missed. */
export interface Changes {
  messages: MessageView[];
  /** Whether more messages follow. */
  more: boolean;
  /** Earlier messages that were withdrawn. */
  withdrawn: MessageView[];
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
  const [{ messages, more }, withdrawn, readUpTo, writing] = await Promise.all([
    readMessagesAfter(services, conversation, after),
    readWithdrawn(services, conversation, after),
    findReadUpTo(actor, conversation),
    findWriting(services, conversation),
  ]);
  return { messages, more, withdrawn, readUpTo, writing };
}
