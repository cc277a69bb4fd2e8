import type { Person } from "../access/permissions.js";
import type { Services } from "../services.js";
import type { Conversation } from "./conversation-model.js";
import { otherOf } from "./conversation-rules.js";
import { countUnread } from "./count-unread.js";
import { drawRow } from "./draw-messages.js";
import type { Message } from "./message-model.js";
import { viewMessage } from "./message-view.js";

type Id = { toString(): string };

/** A message that its sender has just sent or withdrawn. */
export interface MessageChange {
  type: "conversation.message" | "conversation.changed";
  conversation: Conversation;
  message: Message;
  writer: Person;
}

/** The room of all pages that have this conversation open. */
export const conversationRoom = (id: Id): string => `conversation:${id.toString()}`;

/** The room of all pages of one person. */
export const personRoom = (id: Id): string => `person:${id.toString()}`;

/**
 * Sends a new or changed message to every open page of its conversation, and the recipient's unread count to their pages. Runs in
 * the background and never fails: a page that misses it catches up when it next connects.
 */
export function announceMessage(services: Services, news: MessageChange): void {
  const { type, conversation, message, writer } = news;
  const conversationId = conversation._id.toString();
  services.bus.publish("conversation.changed", { type, conversationId, seq: message.seq, name: writer.name });
  showMessage(services, news).catch((error: unknown) => logMissed(services, error));
  void tellUnread(services, otherOf(news.conversation, news.writer.id));
}

/** Sends a new or changed message to those pages of its conversation that are connected to this process. */
export async function showMessage(
  services: Services,
  {
    type,
    conversation,
    message,
    writer,
  }: { conversation: Pick<Conversation, "_id">; writer: Pick<Person, "name"> } & Pick<
    MessageChange,
    "type" | "message"
  >,
): Promise<void> {
  const view = viewMessage(services, message, writer.name);
  const rows = new Map<string, Promise<string>>();
  const rowFor = (reader: Person): Promise<string> => {
    const row = rows.get(reader.id + reader.zone) ?? drawRow(services, view, reader);
    rows.set(reader.id + reader.zone, row);
    return row;
  };
  await services.rooms.tellEachHere(conversationRoom(conversation._id), async ({ actor }) => ({
    type,
    conversationId: conversation._id.toString(),
    seq: message.seq,
    html: await rowFor(actor),
  }));
}

/** Sends a person's pages their unread count. */
export async function tellUnread(services: Services, personId: Id): Promise<void> {
  services.bus.publish("conversation.unread", { personId: personId.toString() });
  await tellUnreadHere(services, personId);
}

/** Tells those pages that are connected to this process. Counts run one at a time, so that the last one sent is the latest. */
export async function tellUnreadHere(services: Services, personId: Id): Promise<void> {
  const room = personRoom(personId);
  if (services.rooms.membersHere(room).length === 0) return;
  await services.sharedRuns.run(room, async () => {
    try {
      services.rooms.tellHere(room, { type: "conversation.unread", count: await countUnread(personId) });
    } catch (error) {
      logMissed(services, error);
    }
  });
}

/** Logs that pages were not told of something that is stored: they catch up when they next connect. */
export function logMissed(services: Services, error: unknown): void {
  services.log.error({ name: (error as Error).name }, "a message was stored or read, but not all pages were told");
}
