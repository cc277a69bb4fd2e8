import type { Person } from "../access/permissions.js";
import type { Services } from "../services.js";
import type { Conversation } from "./conversation-model.js";
import { otherOf } from "./conversation-rules.js";
import { countUnread } from "./count-unread.js";
import { drawRow } from "./draw-messages.js";
import type { Message } from "./message-model.js";
import { viewMessage } from "./message-view.js";

type Id = { toString(): string };

/** A message that its writer has just sent or withdrawn. */
export interface Told {
  type: "conversation.message" | "conversation.changed";
  conversation: Conversation;
  message: Message;
  writer: Person;
}

/** The room of everyone who has this conversation open. */
export const conversationRoom = (id: Id): string => `conversation:${id.toString()}`;

/** The room of all pages of one person. */
export const personRoom = (id: Id): string => `person:${id.toString()}`;

/**
 * Shows a message that is new, or has changed, to everyone who has its conversation open, and the one it was written to how many
 * wait for them. Nobody waits for it, and it never fails: whoever was not told finds the message when they next connect.
 */
export function announceMessage(services: Services, told: Told): void {
  showMessage(services, told).catch((error: unknown) => logUntold(services, error));
  void tellUnread(services, otherOf(told.conversation, told.writer.id));
}

async function showMessage(services: Services, { type, conversation, message, writer }: Told): Promise<void> {
  const view = viewMessage(services, message, writer.name);
  const rows = new Map<string, Promise<string>>();
  const rowFor = (reader: Person): Promise<string> => {
    const row = rows.get(reader.id + reader.zone) ?? drawRow(services, view, reader);
    rows.set(reader.id + reader.zone, row);
    return row;
  };
  await services.rooms.tellEach(conversationRoom(conversation._id), async ({ actor }) => ({
    type,
    conversationId: conversation._id.toString(),
    seq: message.seq,
    html: await rowFor(actor),
  }));
}

/** Tells the pages of a person how many messages wait for them: one count after the other, so that the last one told is the latest. */
export async function tellUnread(services: Services, personId: Id): Promise<void> {
  const room = personRoom(personId);
  if (services.rooms.members(room).length === 0) return;
  await services.sharedRuns.run(room, async () => {
    try {
      services.rooms.tell(room, { type: "conversation.unread", count: await countUnread(personId) });
    } catch (error) {
      logUntold(services, error);
    }
  });
}

function logUntold(services: Services, error: unknown): void {
  services.log.error({ name: (error as Error).name }, "a message was stored or read, and not everyone was told");
}
