import type mongoose from "mongoose";
import type { NameOf } from "../accounts/names-of.js";
import { FILE_KINDS } from "../files/file-rules.js";
import type { Services } from "../services.js";
import type { Conversation } from "./conversation-model.js";
import { withdrawableForMs } from "./conversation-rules.js";
import { splitLinks, type TextPart } from "./link-rules.js";
import { messagePlace, type Message, type SentFile } from "./message-model.js";

/** The tallest that a preview is shown, in CSS pixels. */
const PREVIEW_HEIGHT = 192;

/** The size in which a picture's preview is shown, in CSS pixels. */
export interface ShownPreview {
  shownWidth: number;
  shownHeight: number;
}

/** A message as pages show it. */
export interface MessageView {
  conversationId: string;
  seq: number;
  senderId: string;
  senderName: string;
  clientMessageId: string;
  /** Its text, in pieces with and without a link; empty once it is withdrawn. */
  parts: TextPart[];
  file: { name: string; kind: string; bytes: number; preview: ShownPreview | null } | null;
  at: Date;
  isSeen: boolean;
  isWithdrawn: boolean;
  /** It was damaged, moved, or sealed with a key that is gone. */
  isUnreadable: boolean;
  /** How many milliseconds are left in which its sender may withdraw it (a duration, because clocks differ); zero when none. */
  withdrawableForMs: number;
}

/** Decrypts messages of one conversation, with the names of their senders. */
export function viewMessages(
  services: Services,
  { clientId }: Conversation,
  messages: Message[],
  nameOf: NameOf,
): MessageView[] {
  const roleOf = (id: mongoose.Types.ObjectId) => (id.equals(clientId) ? "client" : "counsellor");
  return messages.map((message) => viewMessage(services, message, nameOf(message.senderId, roleOf(message.senderId))));
}

/** Decrypts one message. An unreadable one is shown as such and does not throw. */
export function viewMessage(services: Services, message: Message, senderName: string): MessageView {
  const isWithdrawn = message.withdrawnAt !== undefined;
  const line = openLine(services, message);
  return {
    conversationId: String(message.conversationId),
    seq: message.seq,
    senderId: String(message.senderId),
    senderName,
    clientMessageId: message.clientMessageId,
    parts: message.text && line ? splitLinks(line) : [],
    file: message.file && line ? viewFile(message.file, line) : null,
    at: message.at,
    isSeen: message.unreadBy === undefined,
    isWithdrawn,
    isUnreadable: line === null,
    withdrawableForMs: isWithdrawn ? 0 : withdrawableForMs(message, services.clock.now()),
  };
}

/** A message's text, or its file's name; empty when it is withdrawn, null when it cannot be read. */
export function openLine(services: Services, message: Message): string | null {
  const sealed = message.text ?? message.file?.name;
  if (!sealed) return message.withdrawnAt ? "" : null;
  try {
    return services.secrets.open(sealed, messagePlace(message, message.text ? "text" : "file.name")).toString();
  } catch {
    services.log.error({ message: String(message._id), key: sealed.keyId }, "a message cannot be read");
    return null;
  }
}

function viewFile({ kind, bytes, preview }: SentFile, name: string): MessageView["file"] {
  return { name, kind: FILE_KINDS[kind]?.label ?? "", bytes, preview: preview ? shownPreview(preview) : null };
}

function shownPreview({ width, height }: { width: number; height: number }): ShownPreview {
  const scale = Math.min(1, PREVIEW_HEIGHT / height);
  return { shownWidth: Math.round(width * scale), shownHeight: Math.round(height * scale) };
}
