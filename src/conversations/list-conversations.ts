import mongoose from "mongoose";
import { facesOf } from "../accounts/faces-of.js";
import { authorize, type Person } from "../access/permissions.js";
import type { Services } from "../services.js";
import { ConversationModel, type Conversation } from "./conversation-model.js";
import { otherOf, ownField } from "./conversation-rules.js";
import { MessageModel, type Message } from "./message-model.js";
import { openLine } from "./message-view.js";
import { askTogether } from "../platform/ask-together.js";
import { pageOf, pageStart } from "../platform/paging.js";

const LINE_LENGTH = 140;

/** A conversation in the list of all. */
export interface ConversationLine {
  id: string;
  otherName: string;
  /** A client's photo. */
  photo: { small: string; large: string } | undefined;
  unread: number;
  /** Its latest message, in one line of words; null when there is none. */
  last: { line: string; at: Date; isOwn: boolean } | null;
}

/** One page of the actor's conversations, latest first. */
export async function listConversations(
  services: Services,
  actor: Person,
  asked: number,
): Promise<{ lines: ConversationLine[]; page: number; pages: number }> {
  authorize(actor, "conversation.list", {});
  const own = { [ownField(actor.role)]: actor.id };
  const list = ConversationModel.find(own).sort({ lastAt: -1 }).lean<Conversation[]>();
  const find = ({ skip, limit }: { skip: number; limit: number }) => list.clone().skip(skip).limit(limit);
  const [found, unread] = await Promise.all([find(pageStart(asked)), countByConversation(actor)]);
  const count = () => ConversationModel.countDocuments(own);
  const { shown: conversations, ...place } = await pageOf(asked, found, { count, find });
  const others = conversations.map((conversation) => otherOf(conversation, actor.id));
  const [{ nameOf, photoOf }, lasts] = await Promise.all([facesOf(others), findLasts(conversations)]);
  const otherRole = actor.role === "client" ? "counsellor" : "client";
  const lines = conversations.map((conversation) => ({
    id: String(conversation._id),
    otherName: nameOf(otherOf(conversation, actor.id), otherRole),
    photo: photoOf(otherOf(conversation, actor.id)),
    unread: unread.get(String(conversation._id)) ?? 0,
    last: describeLast(services, actor, lasts[String(conversation._id)] ?? null),
  }));
  return { lines, ...place };
}

async function countByConversation(actor: Person): Promise<Map<string, number>> {
  const groups = await MessageModel.aggregate<{ _id: mongoose.Types.ObjectId; count: number }>([
    { $match: { unreadBy: new mongoose.Types.ObjectId(actor.id) } },
    { $group: { _id: "$conversationId", count: { $sum: 1 } } },
  ]);
  return new Map(groups.map(({ _id, count }) => [String(_id), count]));
}

/** The latest message of each conversation, by the conversation's id. */
function findLasts(conversations: Conversation[]): Promise<Record<string, Message | null>> {
  const lastOf = (conversationId: Conversation["_id"]) =>
    MessageModel.findOne({ conversationId }).sort({ seq: -1 }).lean<Message | null>();
  return askTogether(Object.fromEntries(conversations.map(({ _id }) => [String(_id), lastOf(_id)])));
}

/** Decrypted for this answer only; no copy of the text is stored. */
function describeLast(services: Services, actor: Person, last: Message | null): ConversationLine["last"] {
  return last && { line: lineOf(services, last), at: last.at, isOwn: String(last.senderId) === actor.id };
}

function lineOf(services: Services, message: Message): string {
  if (message.withdrawnAt) return "Withdrawn";
  const opened = openLine(services, message);
  if (opened === null) return "This message cannot be read.";
  const line = opened.replace(/\s+/g, " ");
  return line.length > LINE_LENGTH ? `${[...line].slice(0, LINE_LENGTH).join("")}…` : line;
}
