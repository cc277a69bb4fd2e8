import mongoose from "mongoose";
import type { Person } from "../access/permissions.js";
import { AppointmentModel } from "../appointments/appointment-model.js";
import { BlockModel } from "../appointments/block-model.js";
import { ConversationModel } from "../conversations/conversation-model.js";
import { MessageModel } from "../conversations/message-model.js";
import { countUnsignedByClient } from "../notes/find-unsigned.js";
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
  const [past, unreadOf, unsignedOf, conversations, blocks] = await Promise.all([
    countPast(id, clientIds),
    countUnread(id),
    countUnsignedByClient(id),
    ConversationModel.find(pairs, { clientId: 1 }).lean(),
    BlockModel.find(pairs, { _id: 0, clientId: 1 }).lean(),
  ]);
  const conversationOf = new Map(conversations.map(({ _id, clientId }) => [String(clientId), String(_id)]));
  const blocked = new Set(blocks.map(({ clientId }) => String(clientId)));
  return (clientId) => ({
    ...(past.get(clientId) ?? { sessions: 0, lastAt: null }),
    unread: unreadOf.get(conversationOf.get(clientId) ?? "") ?? 0,
    unsigned: unsignedOf.get(clientId) ?? 0,
    isBlocked: blocked.has(clientId),
  });
}

async function countPast(
  counsellorId: string,
  clientIds: string[],
): Promise<Map<string, { sessions: number; lastAt: Date | null }>> {
  const ids = clientIds.map((each) => new mongoose.Types.ObjectId(each));
  const completed = {
    counsellorId: new mongoose.Types.ObjectId(counsellorId),
    clientId: { $in: ids },
    status: "completed",
  };
  const groups = await AppointmentModel.aggregate<{ _id: Id; sessions: number; lastAt: Date }>([
    { $match: completed },
    { $group: { _id: "$clientId", sessions: { $sum: 1 }, lastAt: { $max: "$startsAt" } } },
  ]);
  return new Map(groups.map(({ _id, ...counted }) => [String(_id), counted]));
}

/** By conversation. */
async function countUnread(readerId: string): Promise<Map<string, number>> {
  const groups = await MessageModel.aggregate<{ _id: Id; count: number }>([
    { $match: { unreadBy: new mongoose.Types.ObjectId(readerId) } },
    { $group: { _id: "$conversationId", count: { $sum: 1 } } },
  ]);
  return new Map(groups.map(({ _id, count }) => [String(_id), count]));
}
