import type { Person } from "../access/permissions.js";
import type { ServerMessages } from "../protocol/messages.js";
import type { Services } from "../services.js";
import type { Conversation } from "./conversation-model.js";
import { closedWords, type Writing } from "./conversation-rules.js";
import { rowFor } from "./message-row.js";
import type { MessageView } from "./message-view.js";
import { readChanges } from "./read-changes.js";

type Rendering = Pick<Services, "render">;

/** Renders a message's row for this reader. */
export function drawRow({ render }: Rendering, message: MessageView, reader: Person): Promise<string> {
  return render("conversations/_message", { message: rowFor(reader, message), zone: reader.zone });
}

/** Renders for this reader why a conversation is closed; empty while it is open. */
export async function drawClosed({ render }: Rendering, writing: Writing, reader: Person): Promise<string> {
  return (await render("conversations/_closed", { closed: closedWords(writing, reader.role) })).trim();
}

/** Renders what has changed since the message numbered `last`, for a page that has all earlier ones. */
export async function drawChanges(
  services: Services,
  reader: Person,
  conversation: Conversation,
  last: number,
): Promise<ServerMessages["conversation.messages"]> {
  const { messages, withdrawn, readUpTo, more, writing } = await readChanges(services, reader, conversation, last);
  const [rows, changed, closed] = await Promise.all([
    drawRows(services, messages, reader),
    drawRows(services, withdrawn, reader),
    drawClosed(services, writing, reader),
  ]);
  return { conversationId: conversation._id.toString(), rows, changed, readUpTo, more, closed };
}

function drawRows(
  services: Rendering,
  messages: MessageView[],
  reader: Person,
): Promise<{ seq: number; html: string }[]> {
  return Promise.all(
    messages.map(async (message) => ({ seq: message.seq, html: await drawRow(services, message, reader) })),
  );
}
