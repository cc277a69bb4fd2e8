import { randomUUID } from "node:crypto";
import { AccountModel } from "../accounts/account-model.js";
import type { Actor } from "../access/permissions.js";
import type { Services } from "../services.js";
import type { Conversation } from "./conversation-model.js";
import { readMessages, type MessagePage } from "./read-messages.js";

/** A conversation as its page shows it. */
export interface ConversationView extends MessagePage {
  id: string;
  otherName: string;
  /** The id of the next message written here, so that a form sent twice is stored once. */
  nextId: string;
  /** The appointment from whose page it is read, if any. */
  appointmentId?: string | undefined;
}

/** The latest messages of a conversation, or those before `before`, with what its page needs around them. */
export async function describeConversation(
  services: Services,
  actor: Actor,
  conversation: Conversation,
  { appointmentId, before }: { appointmentId?: string | undefined; before?: number | undefined } = {},
): Promise<ConversationView> {
  const otherId = actor.role === "client" ? conversation.counsellorId : conversation.clientId;
  const other = await AccountModel.findById(otherId, { name: 1 }).lean();
  return {
    id: String(conversation._id),
    otherName: other?.name ?? "someone who has left",
    nextId: randomUUID(),
    appointmentId,
    ...(await readMessages(services, conversation, before)),
  };
}
