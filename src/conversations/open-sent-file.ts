import type { Actor } from "../access/permissions.js";
import { openFile } from "../files/open-file.js";
import { NotFound } from "../platform/errors.js";
import type { Services } from "../services.js";
import { MessageModel, messagePlace, type Message, type SentFile } from "./message-model.js";
import { findOwnConversation } from "./read-messages.js";

/** Opens the file of a message in the actor's conversation. Throws NotFound. */
export async function openSentFile(
  services: Services,
  actor: Actor,
  which: { conversationId: string; seq: number },
): Promise<{ name: string; kind: string; bytes: Buffer }> {
  const { _id, file } = await findSentFile(actor, which);
  return {
    name: services.secrets.open(file.name, messagePlace(_id, "file.name")).toString(),
    kind: file.kind,
    bytes: await openFile(services, file.content, messagePlace(_id, "file.content")),
  };
}

/** Opens the small picture of the file of a message in the actor's conversation: WebP. Throws NotFound. */
export async function openPreview(
  services: Services,
  actor: Actor,
  which: { conversationId: string; seq: number },
): Promise<Buffer> {
  const { _id, file } = await findSentFile(actor, which);
  if (!file.preview) throw new NotFound();
  return openFile(services, file.preview.content, messagePlace(_id, "file.preview.content"));
}

async function findSentFile(
  actor: Actor,
  { conversationId, seq }: { conversationId: string; seq: number },
): Promise<Message & { file: SentFile }> {
  const { _id } = await findOwnConversation(actor, conversationId);
  const message = Number.isSafeInteger(seq) ? await MessageModel.findOne({ conversationId: _id, seq }).lean() : null;
  if (!message?.file) throw new NotFound();
  return { ...message, file: message.file };
}
