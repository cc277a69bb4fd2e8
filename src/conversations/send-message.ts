import mongoose from "mongoose";
import { authorize, type Person } from "../access/permissions.js";
import type { Services } from "../services.js";
import { ConversationModel, type Conversation } from "./conversation-model.js";
import { otherOf } from "./conversation-rules.js";
import { tellMessage, tellUnread, type DrawRow } from "./conversation-rooms.js";
import { messagePlace } from "./message-model.js";
import { viewMessage } from "./message-view.js";
import { storeMessage } from "./store-message.js";

export interface Written {
  conversationId: string;
  /** The sender's own id for this message. */
  clientMessageId: string;
  text: string;
}

/**
 * Stores a message exactly once, however often it is sent with the same `clientMessageId`, and shows it to everyone who has
 * the conversation open. Returns its number. Throws NotFound, or Conflict when the conversation is closed for writing.
 */
export async function sendMessage(services: Services, actor: Person, written: Written, draw: DrawRow): Promise<number> {
  const { conversationId, clientMessageId, text } = written;
  const conversation = await findWritable(actor, conversationId);
  const _id = new mongoose.Types.ObjectId();
  const sealed = services.secrets.seal(text, messagePlace(_id, "text"));
  const { message, isNew } = await storeMessage(services, conversation, actor, { _id, clientMessageId, text: sealed });
  if (isNew) {
    const view = viewMessage(services, message, actor.name);
    await tellMessage(services, { type: "conversation.message", conversationId, message: view }, draw);
    await tellUnread(services, otherOf(conversation, actor.id));
  }
  return message.seq;
}

/** A conversation that the actor may write in while it is open. Throws NotFound. */
export async function findWritable(actor: Person, id: string): Promise<Conversation> {
  const conversation = mongoose.isObjectIdOrHexString(id) ? await ConversationModel.findById(id).lean() : null;
  authorize(actor, "conversation.write", conversation);
  return conversation;
}
