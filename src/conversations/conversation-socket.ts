import type { Person } from "../access/permissions.js";
import type { Connection, HandlersOf } from "../realtime/handlers.js";
import type { ServerMessages } from "../protocol/messages.js";
import type { Services } from "../services.js";
import { renderFragment } from "../web/respond.js";
import * as shapes from "./conversation-forms.js";
import type { Conversation } from "./conversation-model.js";
import { conversationRoom, personRoom, type DrawRow } from "./conversation-rooms.js";
import type { Writing } from "./conversation-rules.js";
import { countUnread } from "./count-unread.js";
import { markRead } from "./mark-read.js";
import type { MessageView } from "./message-view.js";
import { readChanges } from "./read-changes.js";
import { findOwnConversation } from "./read-messages.js";
import { sendMessage } from "./send-message.js";
import { withdrawMessage } from "./withdraw-message.js";

/** A message as its row in the list, drawn by the template that draws it everywhere. */
export const drawRow: DrawRow = (message, reader) =>
  renderFragment("conversations/_message", { message, actor: reader, zone: reader.zone });

/** Why a conversation cannot be written in, drawn for its reader; nothing when it can. */
export const drawClosed = async (writing: Writing, reader: Person): Promise<string> =>
  (await renderFragment("conversations/_closed", { writing, actor: reader, zone: reader.zone })).trim();

/** What has changed for a page that has the messages up to the one numbered `after`. */
export async function drawChanges(
  services: Services,
  reader: Person,
  conversation: Conversation,
  after: number,
): Promise<ServerMessages["conversation.messages"]> {
  const { messages, withdrawn, readUpTo, more, writing } = await readChanges(services, reader, conversation, after);
  const [rows, changed, closed] = await Promise.all([
    drawAll(messages, reader),
    drawAll(withdrawn, reader),
    drawClosed(writing, reader),
  ]);
  return { conversationId: conversation._id.toString(), rows, changed, readUpTo, more, closed };
}

/** Conversations over the socket. */
export function conversationSocket(services: Services): HandlersOf<"conversation"> {
  return {
    "conversation.open": {
      schema: shapes.openShape,
      policy: "conversation.read",
      run: (connection, { conversationId, after }) => open(services, connection, conversationId, after),
    },
    "conversation.send": {
      schema: shapes.sendShape,
      policy: "conversation.write",
      async run(connection, { conversationId, clientId, text }) {
        const written = { conversationId, clientMessageId: clientId, text };
        const seq = await sendMessage(services, connection.actor, written, drawRow);
        connection.send({ type: "conversation.sent", conversationId, clientId, seq });
      },
    },
    "conversation.read": {
      schema: shapes.readShape,
      policy: "conversation.read",
      async run({ actor }, { conversationId, upTo }) {
        await markRead(services, actor, await findOwnConversation(actor, conversationId), upTo);
      },
    },
    "conversation.typing": {
      schema: shapes.typingShape,
      policy: "conversation.write",
      run(connection, { conversationId }) {
        const members = services.rooms.members(conversationRoom(conversationId));
        if (!members.includes(connection)) return;
        for (const member of members) {
          if (member.actor.id !== connection.actor.id) member.send({ type: "conversation.typing", conversationId });
        }
      },
    },
    "conversation.withdraw": {
      schema: shapes.withdrawShape,
      policy: "conversation.write",
      run: (connection, message) => withdrawMessage(services, connection.actor, message, drawRow),
    },
    "conversation.count": {
      schema: shapes.countShape,
      policy: "conversation.list",
      async run(connection) {
        services.rooms.join(connection, personRoom(connection.actor.id));
        connection.send({ type: "conversation.unread", count: await countUnread(connection.actor.id) });
      },
    },
  };
}

async function open(services: Services, connection: Connection, conversationId: string, after: number): Promise<void> {
  const { actor } = connection;
  const conversation = await findOwnConversation(actor, conversationId);
  // Joined before reading, so that nothing is missed between; what comes twice has the same number.
  services.rooms.join(connection, conversationRoom(conversation._id));
  connection.send({ type: "conversation.messages", ...(await drawChanges(services, actor, conversation, after)) });
}

function drawAll(messages: MessageView[], reader: Person): Promise<{ seq: number; html: string }[]> {
  return Promise.all(messages.map(async (message) => ({ seq: message.seq, html: await drawRow(message, reader) })));
}
