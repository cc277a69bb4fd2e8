import type { Row } from "../protocol/messages.js";
import { startComposer } from "./composer.js";
import { sayConnection } from "./connection-words.js";
import { Outbox } from "./outbox.js";
import { Rows } from "./rows.js";
import type { Socket } from "./socket.js";

/** Makes a conversation on a page live: what is written there and elsewhere appears, once, through any reconnect. */
export function startConversation(section: HTMLElement, socket: Socket): void {
  const conversationId = section.dataset.conversation!;
  const rows = new Rows(section);
  // Everything up to this number is in the list; asking for what comes after it leaves no gap.
  let complete = rows.lastSeq;

  const outbox = new Outbox(rows, (clientId, text) => {
    socket.send({ type: "conversation.send", conversationId, clientId, text });
  });
  startComposer(section.querySelector("form")!, (text) => outbox.write(text));
  sayConnection(
    section.querySelector<HTMLElement>("[data-connection-state]")!,
    socket,
    "The connection is lost. What you write now is sent as soon as it is back.",
  );

  const catchUp = (): boolean => socket.send({ type: "conversation.open", conversationId, after: complete });
  const add = (row: Row): void => {
    rows.add(row.html);
    while (rows.has(complete + 1)) complete += 1;
  };

  socket.on("open", catchUp);
  socket.on("conversation.messages", (page) => {
    if (page.conversationId !== conversationId) return;
    page.rows.forEach(add);
    if (page.more) catchUp();
    else outbox.sendAgain();
  });
  socket.on("conversation.message", (row) => {
    if (row.conversationId === conversationId) add(row);
  });
  socket.on("conversation.sent", (sent) => outbox.confirm(sent.clientId));
  socket.on("error", (error) => {
    if (error.clientId) outbox.fail(error.clientId, error.message);
  });
  socket.on("signedOut", () => outbox.failAll("You are signed out."));
}
