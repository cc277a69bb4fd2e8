import { authorize, type Person } from "../access/permissions.js";
import type { Services } from "../services.js";
import { ConversationModel, type Conversation } from "./conversation-model.js";
import { tellWriting } from "./tell-writing.js";

/** Closes the actor's conversation for writing, or reopens it, and tells its open pages. Both people can still read it. Throws NotFound. */
export async function closeConversation(
  services: Services,
  actor: Person,
  conversation: Conversation,
  isClosed: boolean,
): Promise<void> {
  authorize(actor, "conversation.close", conversation);
  const { _id } = conversation;
  const change = isClosed ? { $set: { closedAt: services.clock.now() } } : { $unset: { closedAt: 1 } };
  const changed = await ConversationModel.findByIdAndUpdate(_id, change, { returnDocument: "after" }).orFail().lean();
  await tellWriting(services, changed);
}
