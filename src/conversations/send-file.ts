import mongoose from "mongoose";
import type { Person } from "../access/permissions.js";
import { cleanFile, type CleanFile, type UncheckedFile } from "../files/clean-file.js";
import { forgetFile, keepBytes } from "../files/keep-file.js";
import { makeThumbnail } from "../files/make-thumbnail.js";
import { openFile } from "../files/open-file.js";
import { InvalidInput } from "../platform/errors.js";
import { after, present } from "../platform/queries.js";
import type { Place } from "../platform/secrets.js";
import type { Services } from "../services.js";
import { deliverMessage } from "./deliver-message.js";
import { MessageModel, messagePlace, type Message, type SentFile } from "./message-model.js";
import { openLine } from "./message-view.js";
import { findOwnConversation } from "./read-messages.js";
import type { NewMessage } from "./store-message.js";

/** Checked before a file is kept, so files that arrive at the same moment may exceed it. */
const MOST_FILES_A_DAY = 20;
const DAY_MS = 24 * 60 * 60_000;

/**
 * Sends a file as a message, exactly once for the same `clientMessageId`; it and its preview are sealed before any store sees
 * them. A picture loses its metadata first. Throws InvalidInput for what is empty, damaged, or neither a PDF nor a picture, and for too
 * many within a day; NotFound; Conflict when the conversation is closed for writing or the id belongs to another message.
 */
export async function sendFileMessage(
  services: Services,
  actor: Person,
  {
    conversationId,
    clientMessageId,
    upload,
  }: { conversationId: string; clientMessageId: string; upload: UncheckedFile },
): Promise<void> {
  const conversation = await findOwnConversation(actor, conversationId, "conversation.write");
  await ensureNotTooMany(services, actor, conversationId);
  const file = await cleanFile(upload);
  const _id = new mongoose.Types.ObjectId();
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

async function ensureNotTooMany(services: Services, actor: Person, conversationId: string): Promise<void> {
  const since = new Date(services.clock.now().getTime() - DAY_MS);
  const sent = await MessageModel.countDocuments({
    conversationId,
    senderId: actor.id,
    file: present,
    at: after(since),
  });
  if (sent < MOST_FILES_A_DAY) return;
  throw new InvalidInput({ file: `You have sent ${MOST_FILES_A_DAY} files within a day. Please send more tomorrow.` });
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
