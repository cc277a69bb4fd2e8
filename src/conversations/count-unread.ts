import { MessageModel } from "./message-model.js";

/** Counting stops here; pages then show "99+". */
const COUNTED = 100;

/**
 * How many unread messages this person has, up to 100. Every page needs it, so it reads only index entries; `countDocuments` runs
 * an aggregation, which costs twice as much for the usual few.
 */
export async function countUnread(personId: { toString(): string }): Promise<number> {
  const entries = { _id: 0, unreadBy: 1 } as const;
  return (await MessageModel.find({ unreadBy: personId.toString() }, entries).limit(COUNTED).lean()).length;
}
