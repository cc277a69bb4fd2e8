import mongoose from "mongoose";
import type { Person } from "../access/permissions.js";
import { AppointmentModel } from "../appointments/appointment-model.js";
import { BlockModel } from "../appointments/block-model.js";
import { ConversationModel } from "../conversations/conversation-model.js";
import { MessageModel } from "../conversations/message-model.js";
import { dueRecords } from "../notes/find-unsigned.js";
import { askTogether } from "../platform/ask-together.js";
import { among } from "../platform/queries.js";

/** What a counsellor has to do with one client, in figures. */
export interface ClientCounts {
  /** How many sessions the two have had. */
  sessions: number;
  /** When the last of those began. */
  lastAt: Date | null;
  /** How many of the client's messages the counsellor has not read. */
  unread: number;
  /** How many sessions with them have no signed record. */
  unsigned: number;
  /** Whether the counsellor takes no bookings from them. */
  isBlocked: boolean;
}

type Id = mongoose.Types.ObjectId;

/** Counts for all of these clients at once, and only what is between them and the actor. */
export async function countByClient({ id }: Person, clientIds: string[]): Promise<(clientId: string) => ClientCounts> {
  const pairs = { counsellorId: id, clientId: among(clientIds) };
  if (clientIds.length === 0) return () => NOTHING;
  const { past, unread, due, conversations, blocks } = await askTogether({
    past: countPast(id, clientIds),
    unread: countUnread(id),
    due: dueRecords(id),
    conversations: ConversationModel.find(pairs, { clientId: 1 }).lean(),
    blocks: BlockModel.find(pairs, { clientId: 1 }).lean(),
  });
  const pastOf = new Map(past.map(({ _id, ...counted }) => [String(_id), counted]));
  const unreadOf = new Map(unread.map(({ _id, count }) => [String(_id), count]));
  const conversationOf = new Map(conversations.map(({ _id, clientId }) => [String(clientId), String(_id)]));
  const blocked = new Set(blocks.map(({ clientId }) => String(clientId)));
  return (clientId) => ({
    ...(pastOf.get(clientId) ?? { sessions: 0, lastAt: null }),
    unread: unreadOf.get(conversationOf.get(clientId) ?? "") ?? 0,
    unsigned: due.filter((one) => String(one.clientId) === clientId).length,
    isBlocked: blocked.has(clientId),
  });
}

const NOTHING: ClientCounts = { sessions: 0, lastAt: null, unread: 0, unsigned: 0, isBlocked: false };

function countPast(counsellorId: string, clientIds: string[]) {
  const ids = clientIds.map((each) => new mongoose.Types.ObjectId(each));
  const completed = {
    counsellorId: new mongoose.Types.ObjectId(counsellorId),
    clientId: { $in: ids },
    status: "completed",
  };
  return AppointmentModel.aggregate<{ _id: Id; sessions: number; lastAt: Date }>([
    { $match: completed },
    { $group: { _id: "$clientId", sessions: { $sum: 1 }, lastAt: { $max: "$startsAt" } } },
  ]);
}

/** By conversation. */
function countUnread(readerId: string) {
  return MessageModel.aggregate<{ _id: Id; count: number }>([
    { $match: { unreadBy: new mongoose.Types.ObjectId(readerId) } },
    { $group: { _id: "$conversationId", count: { $sum: 1 } } },
  ]);
}
