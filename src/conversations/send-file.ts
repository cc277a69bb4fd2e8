import mongoose from "mongoose";
import type { Person } from "../access/permissions.js";
import { forgetFile, keepBytes, keepFile, kindOf, type Upload } from "../files/keep-file.js";
import { makePreview } from "../files/make-preview.js";
import { InvalidInput } from "../platform/errors.js";
import type { Services } from "../services.js";
import type { DrawRow } from "./conversation-rooms.js";
import { deliverMessage } from "./deliver-message.js";
import { MessageModel, messagePlace, type SentFile } from "./message-model.js";
import { findWritable } from "./send-message.js";

const MOST_FILES_A_DAY = 20;
const DAY_MS = 24 * 60 * 60_000;

/**
 * Sends a file as a message, exactly once for the same `clientMessageId`; it and its preview are sealed before any store sees
 * them. Throws InvalidInput for anything but PDF, PNG, JPEG and WebP, and for too many within a day; NotFound; Conflict when the
 * conversation is closed for writing.
 */
export async function sendFile(
  services: Services,
  actor: Person,
  { conversationId, clientMessageId, upload }: { conversationId: string; clientMessageId: string; upload: Upload },
  draw: DrawRow,
): Promise<void> {
  const conversation = await findWritable(actor, conversationId);
  const kind = await kindOf(upload);
  await ensureNotTooMany(services, actor, conversationId);
  const _id = new mongoose.Types.ObjectId();
  const file = await keep(services, _id, upload, kind);
  let isKept = false;
  try {
    const parts = { _id, clientMessageId, file };
    isKept = (await deliverMessage(services, actor, { conversation, parts }, draw)).isNew;
  } finally {
    if (!isKept) await forgetSentFile(services, file);
  }
}

/** Removes a file that was sent, and its preview, from the file store. */
export async function forgetSentFile(services: Services, { content, preview }: SentFile): Promise<void> {
  await forgetFile(services, content);
  if (preview) await forgetFile(services, preview.content);
}

async function ensureNotTooMany(services: Services, actor: Person, conversationId: string): Promise<void> {
  const since = new Date(services.clock.now().getTime() - DAY_MS);
  const sent = await MessageModel.countDocuments({
    conversationId,
    senderId: actor.id,
    file: mongoose.trusted({ $exists: true }),
    at: mongoose.trusted({ $gt: since }),
  });
  if (sent < MOST_FILES_A_DAY) return;
  throw new InvalidInput({ file: `You have sent ${MOST_FILES_A_DAY} files within a day. Please send more tomorrow.` });
}

async function keep(services: Services, id: mongoose.Types.ObjectId, upload: Upload, kind: string): Promise<SentFile> {
  const preview = kind.startsWith("image/") ? await makePreview(upload.bytes) : null;
  const file: SentFile = await keepFile(services, upload, kind, messagePlace(id, "file"));
  if (preview) {
    const { width, height, bytes } = preview;
    file.preview = {
      width,
      height,
      content: await keepBytes(services, bytes, messagePlace(id, "file.preview.content")),
    };
  }
  return file;
}
