import mongoose from "mongoose";
import { AccountModel } from "../accounts/account-model.js";
import { authorize, type Actor } from "../access/permissions.js";
import type { Services } from "../services.js";
import { ConversationModel, type Conversation } from "./conversation-model.js";
import { otherOf, ownField } from "./conversation-rules.js";
import { MessageModel } from "./message-model.js";
import { openLine } from "./message-view.js";

const PAGE = 20;
const LINE_LENGTH = 140;

/** A conversation in the list of all. */
export interface ConversationLine {
  id: string;
  otherName: string;
  unread: number;
  /** Its latest message; null where none was written yet. */
  last: { line: string; at: Date; isOwn: boolean; isWithdrawn: boolean; isUnreadable: boolean } | null;
}

/** The actor's conversations, the latest first: one page of them, from 1. */
export async function listConversations(
  services: Services,
  actor: Actor,
  page: number,
): Promise<{ lines: ConversationLine[]; pages: number }> {
  authorize(actor, "conversation.list", {});
  const own = { [ownField(actor.role)]: actor.id };
  const [conversations, count, unread] = await Promise.all([
    ConversationModel.find(own)
      .sort({ lastAt: -1 })
      .skip((page - 1) * PAGE)
      .limit(PAGE)
      .lean(),
    ConversationModel.countDocuments(own),
    countByConversation(actor),
  ]);
  const names = await namesOf(conversations.map((conversation) => otherOf(conversation, actor.id)));
  const lines = conversations.map(async (conversation) => ({
    id: String(conversation._id),
    otherName: names.get(String(otherOf(conversation, actor.id))) ?? "Someone who has left",
    unread: unread.get(String(conversation._id)) ?? 0,
    last: await findLast(services, actor, conversation),
  }));
  return { lines: await Promise.all(lines), pages: Math.max(1, Math.ceil(count / PAGE)) };
}

async function countByConversation(actor: Actor): Promise<Map<string, number>> {
  const groups = await MessageModel.aggregate<{ _id: mongoose.Types.ObjectId; count: number }>([
    { $match: { unreadBy: new mongoose.Types.ObjectId(actor.id ?? "") } },
    { $group: { _id: "$conversationId", count: { $sum: 1 } } },
  ]);
  return new Map(groups.map(({ _id, count }) => [String(_id), count]));
}

async function namesOf(ids: mongoose.Types.ObjectId[]): Promise<Map<string, string>> {
  const accounts = await AccountModel.find({ _id: mongoose.trusted({ $in: ids }) }, { name: 1 }).lean();
  return new Map(accounts.map(({ _id, name }) => [String(_id), name]));
}

/** Opened for this one answer: it is stored nowhere but in its message. */
async function findLast(
  services: Services,
  actor: Actor,
  { _id: conversationId }: Conversation,
): Promise<ConversationLine["last"]> {
  const last = await MessageModel.findOne({ conversationId }).sort({ seq: -1 }).lean();
  if (!last) return null;
  const opened = openLine(services, last);
  const line = (opened ?? "").replace(/\s+/g, " ");
  return {
    line: line.length > LINE_LENGTH ? `${[...line].slice(0, LINE_LENGTH).join("")}…` : line,
    at: last.at,
    isOwn: String(last.senderId) === actor.id,
    isWithdrawn: last.withdrawnAt !== undefined,
    isUnreadable: opened === null,
  };
}
