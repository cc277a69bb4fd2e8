import type { Asked } from "../platform/ask-together.js";
import { MessageModel } from "./message-model.js";

type Id = { toString(): string };

/** Counting stops here; pages then show "99+". */
const COUNTED = 100;

/**
 * How many unread messages this person has, up to 100. Every page needs it, so it reads only index entries; `countDocuments` runs
 * an aggregation, which costs twice as much for the usual few.
 */
export async function countUnread(personId: Id): Promise<number> {
  return (await unreadMessages(personId)).length;
}

/** Asks for these messages, of which nothing but their number is read. */
export function unreadMessages(personId: Id): Asked<object[]> {
  return MessageModel.find({ unreadBy: personId.toString() }, { _id: 0, unreadBy: 1 }).limit(COUNTED).lean();
}
