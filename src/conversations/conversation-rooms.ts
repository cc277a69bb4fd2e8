import type { Services } from "../services.js";
import type { MessageView } from "./message-view.js";
import type { Person } from "../access/permissions.js";
import { countUnread } from "./count-unread.js";

type Id = { toString(): string };

/** Draws the row of one message, as this person sees it. */
export type DrawRow = (message: MessageView, reader: Person) => Promise<string>;

/** The room of everyone who has this conversation open. */
export const conversationRoom = (id: Id): string => `conversation:${id.toString()}`;

/** The room of all pages of one person. */
export const personRoom = (id: Id): string => `person:${id.toString()}`;

/** Shows a message that is new, or has changed, to everyone who has its conversation open. */
export async function tellMessage(
  services: Services,
  {
    type,
    conversationId,
    message,
  }: { type: "conversation.message" | "conversation.changed"; conversationId: Id; message: MessageView },
  draw: DrawRow,
): Promise<void> {
  const rows = new Map<string, Promise<string>>();
  const rowFor = (reader: Person): Promise<string> => {
    const row = rows.get(reader.id + reader.zone) ?? draw(message, reader);
    rows.set(reader.id + reader.zone, row);
    return row;
  };
  await services.rooms.tellEach(conversationRoom(conversationId), async ({ actor }) => ({
    type,
    conversationId: conversationId.toString(),
    seq: message.seq,
    html: await rowFor(actor),
  }));
}

/** Tells the pages of a person how many messages wait for them. */
export async function tellUnread(services: Services, personId: Id): Promise<void> {
  const room = personRoom(personId);
  if (services.rooms.members(room).length === 0) return;
  services.rooms.tell(room, { type: "conversation.unread", count: await countUnread(personId) });
}
