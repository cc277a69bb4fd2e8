import mongoose from "mongoose";
import type { Person } from "../access/permissions.js";
import { isDuplicate } from "../platform/database.js";
import { Conflict } from "../platform/errors.js";
import { addMinutes } from "../platform/minutes-rules.js";
import type { Place } from "../platform/secrets.js";
import type { Services } from "../services.js";
import { ConversationModel, type Conversation } from "./conversation-model.js";
import { otherOf, QUIET_MINUTES } from "./conversation-rules.js";
import { mayBeWritten } from "./find-writing.js";
import { MessageModel, messagePlace, type Message } from "./message-model.js";

/** A message to store. */
export interface NewMessage extends Pick<Message, "_id" | "clientMessageId"> {
  /** Whether the message stored under the same id has the same content, so that this is a retry. */
  isSameAs: (stored: Message) => Promise<boolean> | boolean;
  /** Seals each field for its place, once the message has its number. */
  seal: (placeOf: (field: string) => Place) => Pick<Message, "text" | "file">;
}

interface Stored {
  stored: Message;
  isNew: boolean;
}

type Sent = Pick<Message, "conversationId" | "senderId" | "clientMessageId">;

/**
 * Stores a message; idempotent by `clientMessageId`. It takes the next number, or the one after when another message took that
 * first. Throws Conflict when the conversation is closed for writing, or when the id was used for other content.
 */
export async function storeMessage(
  services: Services,
  conversation: Conversation,
  actor: Person,
  message: NewMessage,
): Promise<Stored> {
  const { clientMessageId } = message;
  const sent: Sent = {
    conversationId: conversation._id,
    senderId: new mongoose.Types.ObjectId(actor.id),
    clientMessageId,
  };
  const isOpen = await mayBeWritten(services, conversation);
  const outcome = isOpen ? await insert(services, conversation, sent, message) : await findStored(sent, message);
  if (!outcome) throw new Conflict("This conversation is closed. A new booking reopens it.");
  // Also on a retry: a crash may have come between the two writes.
  const { at: lastAt, seq: lastSeq } = outcome.stored;
  const noticeDueAt = addMinutes(lastAt, QUIET_MINUTES);
  await ConversationModel.updateOne({ _id: conversation._id }, { $max: { lastAt, lastSeq, noticeDueAt } });
  return outcome;
}

async function insert(
  services: Services,
  conversation: Conversation,
  sent: Sent,
  { _id, seal, isSameAs }: NewMessage,
): Promise<Stored> {
  const { conversationId, senderId } = sent;
  const unreadBy = otherOf(conversation, senderId.toString());
  const at = services.clock.now();
  for (let last = conversation.lastSeq; ; last = undefined) {
    const seq = (last ?? (await findLastSeq(conversationId))) + 1;
    const numbered = { _id, ...sent, seq, at, unreadBy };
    const message: Message = { ...numbered, ...seal((field) => messagePlace(numbered, field)) };
    try {
      // Through the driver: a mongoose document costs as much as the rest of storing.
      await MessageModel.collection.insertOne(message);
      return { stored: message, isNew: true };
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      const stored = isDuplicate(error, "clientMessageId") && (await findStored(sent, { isSameAs }));
      if (stored) return stored;
    }
  }
}

async function findLastSeq(conversationId: mongoose.Types.ObjectId): Promise<number> {
  const last = await MessageModel.findOne({ conversationId }, { seq: 1 }).sort({ seq: -1 }).lean();
  return last?.seq ?? 0;
}

async function findStored(sent: Sent, { isSameAs }: Pick<NewMessage, "isSameAs">): Promise<Stored | null> {
  const stored = await MessageModel.findOne(sent).lean();
  if (!stored) return null;
  if (stored.withdrawnAt || (await isSameAs(stored))) return { stored, isNew: false };
  throw new Conflict("Something else was already sent from this form. Please send this again.");
}
