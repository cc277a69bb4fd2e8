import type { ServerMessages } from "../../protocol/messages.js";
import { startComposer } from "../page/composer.js";
import { sayConnection } from "../page/connection-words.js";
import { keepDraft } from "./draft.js";
import { Exchange } from "./exchange.js";
import { startFileForm } from "./file-form.js";
import { KeptTexts } from "./kept-texts.js";
import type { OwnMessage } from "./outbox.js";
import { OwnMessages } from "./own-messages.js";
import { pageReader } from "../page/page-reader.js";
import { ask, postForm, Refused } from "../page/plain-requests.js";
import { Poll } from "./poll.js";
import { markRead } from "./read-marks.js";
import { Rows } from "./rows.js";
import type { Socket } from "../page/socket.js";
import { startTyping } from "../page/typing.js";
import { startWithdrawing } from "./withdraw.js";
import { writeWords } from "../page/write-words.js";

type Page = ServerMessages["conversation.messages"];

const LOST = "The connection is lost. What you write now is sent as soon as it is back.";

/** Makes a conversation on a page live: what is written there and elsewhere appears, once, through any reconnect. */
export function startConversation(section: HTMLElement, socket: Socket): void {
  section.classList.add("conversation-live");
  const conversationId = section.dataset.conversation!;
  const reader = pageReader();
  const whose = { reader, about: conversationId, keys: section.dataset.keys!.split(" ") };
  const form = section.querySelector<HTMLFormElement>("form.composer")!;
  const problem = section.querySelector<HTMLElement>("[data-problem]")!;
  const rows = new Rows(section);
  const own = new OwnMessages(rows, new KeptTexts(() => localStorage, whose), () => exchange);

  const exchange: Exchange = new Exchange(conversationId, rows.lastSeq, {
    send: (message) => socket.send(message),
    pass: (message) =>
      poll.works ? sendPlainly(message) : socket.send({ type: "conversation.send", conversationId, ...message }),
    show: (row) => rows.add(row.html),
    confirmed: (clientId) => own.confirmed(clientId),
    refused: (message, why) => own.refused(message, why),
  });
  const marks = markRead(section, rows, socket);
  const poll = new Poll<Page>(
    socket,
    () =>
      ask(`/conversations/${conversationId}/changes?reader=${reader}&after=${exchange.complete}&read=${marks.upTo}`),
    takePage,
  );
  const composer = startComposer(form, (text) => own.write(text));
  void keepDraft(form, whose);
  const typing = startTyping(section, socket);
  startWithdrawing(section, socket, (words) => writeWords(problem, words));
  startFileForm(section.querySelector<HTMLDetailsElement>("[data-send-file]")!, socket);
  sayConnection(section.querySelector<HTMLElement>("[data-connection-state]")!, socket, LOST, () => poll.works);

  /** Takes what came since; returns whether there is more. */
  function takePage(page: Page): boolean {
    page.changed.forEach((row) => rows.replace(row.html));
    showClosed(section, form, page.closed);
    exchange.takePage(page);
    rows.showSeen(page.readUpTo);
    marks.tellAgain();
    return page.more;
  }
  function takeSent(sent: { clientId: string; seq: number }): void {
    exchange.takeSent(sent);
    // Stored long ago, so that its row is there or further up.
    if (sent.seq <= exchange.complete) rows.removePending(sent.clientId);
  }
  function sendPlainly(message: OwnMessage): true {
    const clientId = message.clientId;
    const fields = new FormData(form);
    fields.set("clientId", clientId);
    fields.set("text", message.text);
    postForm<{ seq: number }>(form, fields).then(
      (stored) => takeSent({ clientId, seq: stored.seq }),
      (error: unknown) => {
        // 403: a stale form token, which the next request renews.
        if (!(error instanceof Refused) || error.isForLater || error.code === "forbidden")
          exchange.outbox.delay(clientId);
        else if (error.isSignedOut) socket.signOut(error.message);
        else exchange.outbox.refuse(clientId, error.message);
      },
    );
    return true;
  }

  /** Hears what is about this conversation alone. */
  const on: typeof socket.on = (name: never, listener: (message: never) => void) =>
    socket.on(name, ((message: { conversationId: string }) => {
      if (message.conversationId === conversationId) listener(message as never);
    }) as never);

  socket.on("open", () => exchange.catchUp());
  // Whatever was on its way is sent again over the new connection.
  socket.on("answered", () => exchange.stop());
  socket.on("lost", () => {
    if (!poll.works) exchange.stop();
  });
  on("conversation.messages", takePage);
  on("conversation.message", (row) => {
    exchange.takeMessage(row);
    marks.look();
    if (!row.html.includes("message-own")) typing.stop();
  });
  on("conversation.changed", (row) => rows.replace(row.html));
  on("conversation.read", (read) => rows.showSeen(read.upTo));
  on("conversation.sent", takeSent);
  on("conversation.closed", (closed) => showClosed(section, form, closed.html));
  socket.on("error", (error) => exchange.takeError(error));
  socket.on("signedOut", () => {
    exchange.stop();
    composer.release(() => own.keepsWaiting());
    own.signedOut(exchange.outbox.unconfirmed);
  });
}

/** Shows why it cannot be written in any more; or that it can, where nothing is given. The focus goes along. */
function showClosed(section: HTMLElement, form: HTMLFormElement, html: string): void {
  const place = section.querySelector<HTMLElement>("[data-closed]")!;
  const files = section.querySelector<HTMLElement>("[data-send-file]")!;
  const isClosed = html !== "";
  const focused = document.activeElement;
  const hadFocus = (part: Element): boolean => part.contains(focused);
  if (place.innerHTML.trim() !== html) place.innerHTML = html;
  place.hidden = !isClosed;
  form.hidden = isClosed;
  files.hidden = isClosed;
  document.querySelector<HTMLElement>("[data-writing-until]")?.toggleAttribute("hidden", isClosed);
  if (isClosed && [form, files].some(hadFocus)) place.focus();
  if (!isClosed && hadFocus(place)) form.querySelector("textarea")!.focus();
}
