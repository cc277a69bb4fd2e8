import mongoose from "mongoose";
import type { Person } from "../access/permissions.js";
import { ConversationModel } from "../conversations/conversation-model.js";
import type { Message } from "../conversations/message-model.js";
import { openLine } from "../conversations/message-view.js";
import type { Services } from "../services.js";

/** The conversation with a client, by what their page says of it. */
export interface ClientConversation {
  id: string;
  /** When the latest message was sent, or the conversation was opened. */
  lastAt: Date;
  /** Up to 100. */
  unread: number;
  /** The latest files that either has sent, the newest first. */
  files: SentFileLine[];
}

export interface SentFileLine {
  seq: number;
  name: string;
  kind: string;
  bytes: number;
  at: Date;
  /** Whether the client sent it. */
  isFromClient: boolean;
}

const FILES_SHOWN = 10;
const COUNTED = 100;

interface Found {
  _id: mongoose.Types.ObjectId;
  lastAt: Date;
  unread: object[];
  files: Message[];
}

/** Asks for the actor's conversation with a client, for `clientConversationFrom`. */
export function clientConversation({ id }: Person, clientId: string): mongoose.Aggregate<Found[]> {
  const counsellorId = new mongoose.Types.ObjectId(id);
  const own = { from: "messages", localField: "_id", foreignField: "conversationId" };
  const unread = [{ $match: { unreadBy: counsellorId } }, { $limit: COUNTED }, { $project: { _id: 1 as const } }];
  const sent = [{ $match: { file: { $exists: true } } }, { $sort: { seq: -1 as const } }, { $limit: FILES_SHOWN }];
  return ConversationModel.aggregate<Found>([
    { $match: { counsellorId, clientId: new mongoose.Types.ObjectId(clientId) } },
    { $project: { lastAt: 1 } },
    { $lookup: { ...own, pipeline: unread, as: "unread" } },
    { $lookup: { ...own, pipeline: sent, as: "files" } },
  ]);
}

/** The conversation that was found; null before there is one. */
export function clientConversationFrom(
  services: Services,
  clientId: string,
  [found]: Found[],
): ClientConversation | null {
  if (!found) return null;
  const { _id, lastAt, unread, files } = found;
  return {
    id: String(_id),
    lastAt,
    unread: unread.length,
    files: files.flatMap((message) => viewFile(services, clientId, message)),
  };
}

/** Nothing for a file whose name cannot be read. */
function viewFile(services: Services, clientId: string, message: Message): SentFileLine[] {
  const { seq, file, at, senderId } = message;
  const name = openLine(services, message);
  if (!file || !name) return [];
  const { kind, bytes } = file;
  return [{ seq, name, kind, bytes, at, isFromClient: String(senderId) === clientId }];
}
