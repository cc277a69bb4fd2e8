import mongoose from "mongoose";
import type { Person } from "../access/permissions.js";
import { cleanFile, type CleanFile, type UncheckedFile } from "../files/clean-file.js";
import { forgetFile, keepBytes } from "../files/keep-file.js";
import { makeThumbnail } from "../files/make-thumbnail.js";
import { openFile } from "../files/open-file.js";
import type { Place } from "../platform/secrets.js";
import type { Services } from "../services.js";
import { claimFile } from "./claim-file.js";
import type { Conversation } from "./conversation-model.js";
import { deliverMessage } from "./deliver-message.js";
import { MessageModel, messagePlace, type Message, type SentFile } from "./message-model.js";
import { openLine } from "./message-view.js";
import { findOwnConversation } from "./read-messages.js";
import type { NewMessage } from "./store-message.js";

interface FileToSend {
  clientMessageId: string;
  upload: UncheckedFile;
}

/**
 * Sends a file as a message, exactly once for the same `clientMessageId`; it and its preview are sealed before any store sees
 * them. A picture loses its metadata first. Throws InvalidInput for what is empty, damaged, or neither a PDF nor a picture, and for too
 * many within a day; NotFound; Conflict when the conversation is closed for writing or the id belongs to another message.
 */
export async function sendFileMessage(
  services: Services,
  actor: Person,
  { conversationId, ...sent }: FileToSend & { conversationId: string },
): Promise<void> {
  const conversation = await findOwnConversation(actor, conversationId, "conversation.write");
  const giveBack = await claimUnlessRetry(services, actor, conversation, sent);
  const _id = new mongoose.Types.ObjectId();
  let isStored = false;
  try {
    isStored = await store(services, actor, { conversation, _id, ...sent });
  } catch (error) {
    isStored = await mayBeStored(_id);
    throw error;
  } finally {
    if (!isStored) await giveBack();
  }
}

/** A retry of a file that is stored takes no second place of the day. */
async function claimUnlessRetry(
  services: Services,
  actor: Person,
  { _id: conversationId }: Conversation,
  { clientMessageId }: FileToSend,
): Promise<() => Promise<void>> {
  const stored = await MessageModel.exists({ conversationId, senderId: actor.id, clientMessageId });
  return stored ? () => Promise.resolve() : claimFile(services, actor, conversationId);
}

/** Returns whether this attempt stored the message. Keeps no file without one. */
async function store(
  services: Services,
  actor: Person,
  sent: FileToSend & { conversation: Conversation; _id: mongoose.Types.ObjectId },
): Promise<boolean> {
  const { conversation, _id, clientMessageId } = sent;
  const file = await cleanFile(sent.upload);
  const whose = { _id, conversationId: conversation._id, senderId: new mongoose.Types.ObjectId(actor.id) };
  const kept = await keep(services, file, (field) => messagePlace(whose, field));
  const message: NewMessage = {
    _id,
    clientMessageId,
    isSameAs: (stored) => isSameFile(services, stored, file),
    seal: (placeOf) => ({ file: { name: services.secrets.seal(file.name, placeOf("file.name")), ...kept } }),
  };
  let isKept = false;
  try {
    isKept = (await deliverMessage(services, actor, { conversation, message })).isNew;
  } catch (error) {
    isKept = await mayBeStored(_id);
    throw error;
  } finally {
    if (!isKept) await forgetSentFile(services, kept);
  }
  return isKept;
}

/** Compares the bytes: another file may have the same name and length. */
async function isSameFile(services: Services, stored: Message, { name, bytes }: CleanFile): Promise<boolean> {
  if (stored.file?.bytes !== bytes.length || openLine(services, stored) !== name) return false;
  return bytes.equals(await openFile(services, stored.file.content, messagePlace(stored, "file.content")));
}

/** Whether a message may exist although storing it failed: true also when the database cannot say, so that no message loses its file. */
async function mayBeStored(_id: mongoose.Types.ObjectId): Promise<boolean> {
  return MessageModel.exists({ _id }).then(
    (found) => found !== null,
    () => true,
  );
}

/** Removes the file and preview of a message that was not stored from the file store. */
async function forgetSentFile(services: Services, { content, preview }: KeptBytes): Promise<void> {
  await forgetFile(services, content);
  if (preview) await forgetFile(services, preview.content);
}

/** The part of a file in the file store: all but its name. */
type KeptBytes = Omit<SentFile, "name">;

async function keep(
  services: Services,
  { kind, bytes }: CleanFile,
  placeOf: (field: string) => Place,
): Promise<KeptBytes> {
  const preview = kind.startsWith("image/") ? await makeThumbnail(bytes) : null;
  const content = await keepBytes(services, bytes, placeOf("file.content"));
  const kept: KeptBytes = { kind, bytes: bytes.length, content };
  if (!preview) return kept;
  const { width, height } = preview;
  const small = await keepBytes(services, preview.bytes, placeOf("file.preview.content"));
  return { ...kept, preview: { width, height, content: small } };
}
