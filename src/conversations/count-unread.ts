import { MessageModel } from "./message-model.js";

type Id = { toString(): string };

/** Counting stops here; pages then show "99+". */
const COUNTED = 100;

/**
 * How many unread messages this person has, up to 100. Every page needs it, so it reads only index entries; `countDocuments` runs
 * an aggregation, which costs twice as much for the usual few.
 */
export function countUnread(personId: Id): Promise<number> {
  return count({ unreadBy: personId.toString() });
}

/** The same for one of their conversations. */
export function countUnreadIn(conversationId: Id, personId: Id): Promise<number> {
  return count({ unreadBy: personId.toString(), conversationId: conversationId.toString() });
}

async function count(which: { unreadBy: string; conversationId?: string }): Promise<number> {
  const entries = { _id: 0, unreadBy: 1 } as const;
  return (await MessageModel.find(which, entries).limit(COUNTED).lean()).length;
}
