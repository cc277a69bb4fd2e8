import type { ClientMessages } from "../protocol/messages.js";
import type { Connection, HandlersOf } from "../realtime/handlers.js";
import type { Services } from "../services.js";
import * as shapes from "./conversation-forms.js";
import { conversationRoom, personRoom } from "./conversation-rooms.js";
import { countUnread } from "./count-unread.js";
import { followOtherProcesses } from "./follow-other-processes.js";
import { markRead } from "./mark-read.js";
import { drawChanges } from "./draw-messages.js";
import { findOwnConversation } from "./read-messages.js";
import { sendMessage } from "./send-message.js";
import { withdrawMessage } from "./withdraw-message.js";

/** Conversations over the socket. */
export function conversationSocket(services: Services): HandlersOf<"conversation"> {
  followOtherProcesses(services);
  return {
    "conversation.open": {
      schema: shapes.openShape,
      policy: "conversation.read",
      run: (connection, { conversationId, after }) => open(services, connection, conversationId, after),
    },
    "conversation.send": {
      schema: shapes.sendShape,
      policy: "conversation.write",
      run: (connection, message) => send(services, connection, message),
    },
    "conversation.read": {
      schema: shapes.readShape,
      policy: "conversation.read",
      async run({ actor }, { conversationId, upTo }) {
        await markRead(services, actor, await findOwnConversation(actor, conversationId), upTo);
      },
    },
    "conversation.typing": {
      schema: shapes.conversationTypingShape,
      policy: "conversation.write",
      run: (connection, { conversationId }) => tellTyping(services, connection, conversationId),
    },
    "conversation.withdraw": {
      schema: shapes.withdrawShape,
      policy: "conversation.write",
      run: (connection, message) => withdrawMessage(services, connection.actor, message),
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

async function send(
  services: Services,
  connection: Connection,
  { conversationId, clientId, text }: ClientMessages["conversation.send"],
): Promise<void> {
  const written = { conversationId, clientMessageId: clientId, text };
  const seq = await sendMessage(services, connection.actor, written);
  connection.send({ type: "conversation.sent", conversationId, clientId, seq });
}

function tellTyping(services: Services, connection: Connection, conversationId: string): void {
  const room = conversationRoom(conversationId);
  if (!services.rooms.membersHere(room).includes(connection)) return;
  services.rooms.tell(room, { type: "conversation.typing", conversationId }, { except: connection.actor.id });
}
