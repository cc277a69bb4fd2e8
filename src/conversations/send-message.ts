import mongoose from "mongoose";
import type { Person } from "../access/permissions.js";
import type { Services } from "../services.js";
import { deliverMessage } from "./deliver-message.js";
import { inTurn } from "./in-turn.js";
import { openLine } from "./message-view.js";
import { findOwnConversation } from "./read-messages.js";
import type { NewMessage } from "./store-message.js";

export interface WrittenMessage {
  conversationId: string;
  /** The id that the sender gave this message. */
  clientMessageId: string;
  text: string;
}

/**
 * Sends a message; idempotent by `clientMessageId`. Returns its number. Throws NotFound, or Conflict when the conversation is closed
 * for writing or the id was used for another message.
 */
export async function sendMessage(services: Services, actor: Person, written: WrittenMessage): Promise<number> {
  const { conversationId, clientMessageId, text } = written;
  const message: NewMessage = {
    _id: new mongoose.Types.ObjectId(),
    clientMessageId,
    isSameAs: (stored) => stored.text !== undefined && openLine(services, stored) === text,
    seal: (placeOf) => ({ text: services.secrets.seal(text, placeOf("text")) }),
  };
  return inTurn(conversationId, async () => {
    const conversation = await findOwnConversation(actor, conversationId, "conversation.write");
    return (await deliverMessage(services, actor, { conversation, message })).seq;
  });
}
