import mongoose from "mongoose";
import { authorize, type Person } from "../access/permissions.js";
import { isDuplicate } from "../platform/database.js";
import type { Services } from "../services.js";
import { ConversationModel, type Conversation } from "./conversation-model.js";
import { MessageModel, messagePlace, type Message } from "./message-model.js";
import type { MessageView } from "./message-view.js";

export interface Written {
  conversationId: string;
  /** The sender's own id for this message. */
  clientMessageId: string;
  text: string;
}

/** Draws the row of one message, as this person sees it. */
export type DrawRow = (message: MessageView, reader: Person) => Promise<string>;

/** The room of everyone who has this conversation open. */
export const conversationRoom = (id: { toString(): string }): string => `conversation:${id.toString()}`;

/**
 * Stores a message exactly once, however often it is sent with the same `clientMessageId`, and shows it to everyone who has
 * the conversation open. Returns its number. Throws NotFound.
 */
export async function sendMessage(services: Services, actor: Person, written: Written, draw: DrawRow): Promise<number> {
  const conversation = await findConversation(written.conversationId);
  authorize(actor, "conversation.write", conversation);
  const { message, isNew } = await store(services, conversation, actor, written);
  if (isNew) await show(services, actor, written.text, message, draw);
  return message.seq;
}

async function findConversation(id: string): Promise<Conversation | null> {
  return mongoose.isObjectIdOrHexString(id) ? ConversationModel.findById(id).lean() : null;
}

/** Takes the next number; when someone else took it in the same moment, the one after. */
async function store(
  services: Services,
  { _id: conversationId }: Conversation,
  actor: Person,
  { clientMessageId, text }: Written,
): Promise<{ message: Pick<Message, "seq" | "at" | "clientMessageId" | "conversationId">; isNew: boolean }> {
  const sent = { conversationId, senderId: new mongoose.Types.ObjectId(actor.id), clientMessageId };
  const _id = new mongoose.Types.ObjectId();
  const sealed = services.secrets.seal(text, messagePlace(_id, "text"));
  for (;;) {
    const last = await MessageModel.findOne({ conversationId }, { seq: 1 }).sort({ seq: -1 }).lean();
    const message: Message = { ...sent, _id, seq: (last?.seq ?? 0) + 1, text: sealed, at: services.clock.now() };
    try {
      await MessageModel.create(message);
      return { message, isNew: true };
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      const stored = await MessageModel.findOne(sent).lean();
      if (stored) return { message: stored, isNew: false };
    }
  }
}

async function show(
  services: Services,
  sender: Person,
  text: string,
  { conversationId, seq, clientMessageId, at }: Pick<Message, "seq" | "at" | "clientMessageId" | "conversationId">,
  draw: DrawRow,
): Promise<void> {
  const view = { seq, at, clientMessageId, text, senderId: sender.id, senderName: sender.name };
  await services.rooms.tellEach(conversationRoom(conversationId), async (reader) => ({
    type: "conversation.message",
    conversationId: conversationId.toString(),
    seq,
    html: await draw(view, reader.actor),
  }));
}
