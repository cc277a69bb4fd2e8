import type { Services } from "../services.js";
import { ConversationModel } from "./conversation-model.js";
import { conversationRoom, logMissed, showMessage, tellUnreadHere, type MessageChange } from "./conversation-rooms.js";
import { MessageModel } from "./message-model.js";
import { tellWritingHere } from "./tell-writing.js";

/** Shows the pages at this process what has changed at others. */
export function followOtherProcesses(services: Services): void {
  const orLog = (work: Promise<void>): void => void work.catch((error: unknown) => logMissed(services, error));
  services.bus.on("conversation.changed", (news) => orLog(showStored(services, news)));
  services.bus.on("conversation.unread", ({ personId }) => orLog(tellUnreadHere(services, personId)));
  services.bus.on("conversation.writing", ({ conversationId }) => orLog(tellStored(services, conversationId)));
}

async function showStored(
  services: Services,
  {
    type,
    conversationId,
    seq,
    name,
  }: { type: MessageChange["type"]; conversationId: string; seq: number; name: string },
): Promise<void> {
  if (services.rooms.membersHere(conversationRoom(conversationId)).length === 0) return;
  const message = await MessageModel.findOne({ conversationId, seq }).lean();
  if (!message) return;
  await showMessage(services, { type, conversation: { _id: message.conversationId }, message, writer: { name } });
}

async function tellStored(services: Services, conversationId: string): Promise<void> {
  if (services.rooms.membersHere(conversationRoom(conversationId)).length === 0) return;
  const conversation = await ConversationModel.findById(conversationId).lean();
  if (conversation) await tellWritingHere(services, conversation);
}
