import type { Row } from "../protocol/messages.js";
import { startComposer } from "./composer.js";
import { sayConnection } from "./connection-words.js";
import { startFileForm } from "./file-form.js";
import { Outbox } from "./outbox.js";
import { fetchRows, postMessage } from "./plain-requests.js";
import { Poll } from "./poll.js";
import { markRead } from "./read-marks.js";
import { Rows } from "./rows.js";
import type { Socket } from "./socket.js";
import { startTyping } from "./typing.js";
import { startWithdrawing } from "./withdraw.js";

const LOST = "The connection is lost. What you write now is sent as soon as it is back.";

/** Makes a conversation on a page live: what is written there and elsewhere appears, once, through any reconnect. */
export function startConversation(section: HTMLElement, socket: Socket): void {
  const conversationId = section.dataset.conversation!;
  const form = section.querySelector<HTMLFormElement>("form.composer")!;
  const rows = new Rows(section);
  // Everything up to this number is in the list; asking for what comes after it leaves no gap.
  let complete = rows.lastSeq;

  const outbox = new Outbox(rows, (clientId, text) => {
    const isSent = socket.send({ type: "conversation.send", conversationId, clientId, text });
    if (!isSent && poll.works) void sendPlainly(clientId, text);
  });
  const poll = new Poll(
    socket,
    async () => (await fetchRows(conversationId, complete)).forEach(add),
    () => outbox.sendAgain(),
  );
  startComposer(form, (text) => outbox.write(text));
  const marks = markRead(section, rows, socket);
  const typing = startTyping(section, socket);
  startWithdrawing(section, socket);
  startFileForm(section.querySelector<HTMLDetailsElement>("[data-send-file]")!);
  sayConnection(section.querySelector<HTMLElement>("[data-connection-state]")!, socket, LOST, () => poll.works);

  const catchUp = (): boolean => socket.send({ type: "conversation.open", conversationId, after: complete });
  function add(html: string): void {
    rows.add(html);
    while (rows.has(complete + 1)) complete += 1;
    marks.look();
  }
  async function sendPlainly(clientId: string, text: string): Promise<void> {
    const refusal = await postMessage(form, clientId, text);
    if (refusal === null) outbox.confirm(clientId);
    else outbox.fail(clientId, refusal);
  }

  /** Hears what is about this conversation alone. */
  const on: typeof socket.on = (name: never, listener: (message: never) => void) =>
    socket.on(name, ((message: { conversationId: string }) => {
      if (message.conversationId === conversationId) listener(message as never);
    }) as never);

  socket.on("open", catchUp);
  on("conversation.messages", (page) => {
    page.rows.forEach((row: Row) => add(row.html));
    page.changed.forEach((row: Row) => rows.replace(row.html));
    rows.showSeen(page.readUpTo);
    if (page.more) catchUp();
    else outbox.sendAgain();
  });
  on("conversation.message", (row) => {
    typing.stop();
    add(row.html);
  });
  on("conversation.changed", (row) => rows.replace(row.html));
  on("conversation.read", (read) => rows.showSeen(read.upTo));
  on("conversation.sent", (sent) => outbox.confirm(sent.clientId));
  on("conversation.closed", (closed) => showClosed(section, form, closed.html));
  socket.on("error", (error) => {
    if (error.clientId) outbox.fail(error.clientId, error.message);
  });
  socket.on("signedOut", (why) => outbox.failAll(why));
}

function showClosed(section: HTMLElement, form: HTMLFormElement, html: string): void {
  const place = section.querySelector<HTMLElement>("[data-closed]")!;
  place.innerHTML = html;
  form.hidden = html.trim() !== "";
  section.querySelector<HTMLElement>("[data-send-file]")!.hidden = form.hidden;
  place.hidden = !form.hidden;
}
