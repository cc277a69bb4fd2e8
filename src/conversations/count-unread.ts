import { MessageModel } from "./message-model.js";

/** How many unread messages are counted; there are "99+" beyond that. */
const COUNTED = 100;

/** How many messages wait to be read by this person, up to 100. */
export async function countUnread(personId: { toString(): string }): Promise<number> {
  return MessageModel.countDocuments({ unreadBy: personId.toString() }, { limit: COUNTED });
}
