import { MessageModel } from "./message-model.js";

/** How many unread messages are counted; there are "99+" beyond that. */
const COUNTED = 100;

/**
 * How many messages wait to be read by this person, up to 100. Asked for every page, so it reads index entries alone; counting by
 * the database goes through an aggregation, which costs twice as much for the few that there usually are.
 */
export async function countUnread(personId: { toString(): string }): Promise<number> {
  const entries = { _id: 0, unreadBy: 1 } as const;
  return (await MessageModel.find({ unreadBy: personId.toString() }, entries).limit(COUNTED).lean()).length;
}
