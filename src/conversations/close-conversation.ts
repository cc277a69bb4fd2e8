import { authorize, type Person } from "../access/permissions.js";
import type { Services } from "../services.js";
import { ConversationModel, type Conversation } from "./conversation-model.js";

/** Closes a conversation of the actor's for writing, or opens it again. Both can go on reading it. Throws NotFound. */
export async function closeConversation(
  services: Services,
  actor: Person,
  conversation: Conversation,
  isClosed: boolean,
): Promise<Conversation> {
  authorize(actor, "conversation.close", conversation);
  const { _id } = conversation;
  const change = isClosed ? { $set: { closedAt: services.clock.now() } } : { $unset: { closedAt: 1 } };
  return ConversationModel.findByIdAndUpdate(_id, change, { returnDocument: "after" }).orFail().lean();
}
