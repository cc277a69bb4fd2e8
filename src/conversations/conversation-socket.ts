import type { Services } from "../services.js";
import type { HandlersOf } from "../realtime/handlers.js";
import { renderFragment } from "../web/respond.js";
import { openShape, sendShape } from "./conversation-forms.js";
import { findOwnConversation, readMessagesAfter } from "./read-messages.js";
import { conversationRoom, sendMessage, type DrawRow } from "./send-message.js";

/** A message as its row in the list, drawn by the template that draws it everywhere. */
export const drawRow: DrawRow = (message, reader) =>
  renderFragment("conversations/_message", { message, actor: reader, zone: reader.zone });

/** Conversations over the socket. */
export function conversationSocket(services: Services): HandlersOf<"conversation"> {
  return {
    "conversation.open": {
      schema: openShape,
      policy: "conversation.read",
      async run(connection, { conversationId, after }) {
        const conversation = await findOwnConversation(connection.actor, conversationId);
        // Joined before reading, so that nothing is missed between; what comes twice has the same number.
        services.rooms.join(connection, conversationRoom(conversation._id));
        const { messages, more } = await readMessagesAfter(services, conversation, after);
        const rows = await Promise.all(
          messages.map(async (message) => ({ seq: message.seq, html: await drawRow(message, connection.actor) })),
        );
        connection.send({ type: "conversation.messages", conversationId, rows, more });
      },
    },
    "conversation.send": {
      schema: sendShape,
      policy: "conversation.write",
      async run(connection, { conversationId, clientId, text }) {
        const written = { conversationId, clientMessageId: clientId, text };
        const seq = await sendMessage(services, connection.actor, written, drawRow);
        connection.send({ type: "conversation.sent", conversationId, clientId, seq });
      },
    },
  };
}
