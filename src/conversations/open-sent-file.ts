import type { Person } from "../access/permissions.js";
import { openFile } from "../files/open-file.js";
import { NotFound } from "../platform/errors.js";
import type { Services } from "../services.js";
import { MessageModel, messagePlace, type Message, type SentFile } from "./message-model.js";
import { findOwnConversation } from "./read-messages.js";

/** Decrypts the file of a message in the actor's conversation. Throws NotFound. */
export async function openSentFile(
  services: Services,
  actor: Person,
  which: { conversationId: string; seq: number },
): Promise<{ name: string; kind: string; bytes: Buffer }> {
  const message = await findSentFile(actor, which);
  const { name, kind, content } = message.file;
  return {
    name: services.secrets.open(name, messagePlace(message, "file.name")).toString(),
    kind,
    bytes: await openFile(services, content, messagePlace(message, "file.content")),
  };
}

/** Decrypts the WebP preview of a sent picture in the actor's conversation. Throws NotFound. */
export async function openPreview(
  services: Services,
  actor: Person,
  which: { conversationId: string; seq: number },
): Promise<Buffer> {
  const message = await findSentFile(actor, which);
  const { preview } = message.file;
  if (!preview) throw new NotFound();
  return openFile(services, preview.content, messagePlace(message, "file.preview.content"));
}

async function findSentFile(
  actor: Person,
  { conversationId, seq }: { conversationId: string; seq: number },
): Promise<Message & { file: SentFile }> {
  const { _id } = await findOwnConversation(actor, conversationId);
  const message = Number.isSafeInteger(seq) ? await MessageModel.findOne({ conversationId: _id, seq }).lean() : null;
  if (!message?.file) throw new NotFound();
  return { ...message, file: message.file };
}
