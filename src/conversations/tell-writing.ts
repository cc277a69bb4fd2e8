import type { Services } from "../services.js";
import type { Conversation } from "./conversation-model.js";
import { conversationRoom } from "./conversation-rooms.js";
import { findWriting } from "./find-writing.js";

/** Tells everyone who has a conversation open that it can be written in (again), if so. */
export async function tellWriting(services: Services, conversation: Conversation): Promise<void> {
  const room = conversationRoom(conversation._id);
  if (services.rooms.members(room).length === 0) return;
  if ((await findWriting(services, conversation)).closed !== null) return;
  const conversationId = conversation._id.toString();
  services.rooms.tell(room, { type: "conversation.closed", conversationId, html: "" });
}
