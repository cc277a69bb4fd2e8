import { dayOf } from "../web/zone-days-rules.js";
import type { Person } from "../access/permissions.js";
import type { MessageView } from "./message-view.js";

/** A message as one reader sees it, drawn by `views/conversations/_message.ejs`. */
export interface MessageRow extends MessageView {
  isOwn: boolean;
  /** "You", or the sender's name. */
  from: string;
  /** The state of the reader's own message; empty for others. */
  state: "Sent" | "Seen" | "";
}

/** A row with what depends on its place among others. */
export interface PlacedRow extends MessageRow {
  /** Whether it is the first of its day in the reader's zone. */
  startsDay: boolean;
  /** Whether its reader has not seen it. */
  isNew: boolean;
  isNewest: boolean;
}

/** A message as this reader sees it. */
export function rowFor({ id }: Person, message: MessageView): MessageRow {
  const isOwn = message.senderId === id;
  const state = !isOwn || message.isWithdrawn ? "" : message.isSeen ? "Seen" : "Sent";
  return { ...message, isOwn, from: isOwn ? "You" : message.senderName, state };
}

/** Messages in order, as a page shows them; `endsWithNewest` says whether none follow. */
export function placeRows(reader: Person, messages: MessageView[], endsWithNewest: boolean): PlacedRow[] {
  const dayAt = (index: number): string | undefined =>
    messages[index] && dayOf(messages[index].at, reader.zone).toString();
  return messages.map((message, index) => {
    const row = rowFor(reader, message);
    return {
      ...row,
      startsDay: dayAt(index) !== dayAt(index - 1),
      isNew: !row.isOwn && !row.isSeen,
      isNewest: endsWithNewest && index === messages.length - 1,
    };
  });
}
