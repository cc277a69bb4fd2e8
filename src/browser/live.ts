import { startConversation } from "./conversation.js";
import { forgetKept } from "./kept-texts.js";
import { pageReader } from "./page-reader.js";
import { Socket } from "./socket.js";
import { countUnread } from "./unread-count.js";
import { watchRoom } from "./watch-room.js";

// What signed-in people see change while a page is open. The session room has a connection of its own.
const conversation = document.querySelector<HTMLElement>("[data-conversation]");
const watched = document.querySelector<HTMLElement>("[data-room-watch]");
const unread = document.querySelector<HTMLElement>("[data-unread]");

/** A connection costs the server about a quarter of a page, so pages that are only passed through open none. */
const PASSING_MS = 2000;

if (unread && !document.querySelector("[data-room]")) {
  if (conversation || watched) connect(unread);
  else setTimeout(connect, PASSING_MS, unread);
}

// Who signs out leaves nothing behind. Without a line the page stays, and what waits is still to be sent.
document
  .querySelector("[data-sign-out]")
  ?.addEventListener("submit", () => navigator.onLine && forgetKept(pageReader()));

function connect(count: HTMLElement): void {
  const socket = new Socket();
  countUnread(count, socket);
  if (conversation) startConversation(conversation, socket);
  if (watched) watchRoom(watched, socket);
}
