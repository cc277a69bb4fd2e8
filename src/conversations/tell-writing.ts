import type { Services } from "../services.js";
import type { Conversation } from "./conversation-model.js";
import { conversationRoom } from "./conversation-rooms.js";
import { drawClosed } from "./draw-messages.js";
import { findWriting } from "./find-writing.js";

/** Tells all open pages of a conversation whether it is open for writing, and if not, why. */
export async function tellWriting(services: Services, conversation: Conversation): Promise<void> {
  services.bus.publish("conversation.writing", { conversationId: conversation._id.toString() });
  await tellWritingHere(services, conversation);
}

/** Tells those of the pages that are connected to this process. */
export async function tellWritingHere(services: Services, conversation: Conversation): Promise<void> {
  const room = conversationRoom(conversation._id);
  if (services.rooms.membersHere(room).length === 0) return;
  const writing = await findWriting(services, conversation);
  await services.rooms.tellEachHere(room, async ({ actor }) => ({
    type: "conversation.closed",
    conversationId: conversation._id.toString(),
    html: await drawClosed(services, writing, actor),
  }));
}
