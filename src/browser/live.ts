import { LiveConversation } from "./conversation/conversation.js";
import { LiveToday } from "./page/today.js";
import { signInLink } from "./page/links.js";
import { addNotice } from "./page/page-notice.js";
import { pageReader } from "./page/page-reader.js";
import { Socket } from "./page/socket.js";
import { showUnreadCount } from "./page/unread-count.js";
import { forgetOnSignOut, sayUnsent } from "./conversation/unsent.js";
import { RoomWatch } from "./room/watch-room.js";

// What signed-in people see change while a page is open. The session room has a connection of its own.
const conversation = document.querySelector<HTMLElement>("[data-conversation]");
const watched = document.querySelector<HTMLElement>("[data-room-watch]");
const today = document.querySelector<HTMLElement>("[data-today]");
const unread = document.querySelector<HTMLElement>("[data-unread]");

/** A connection costs the server about a quarter of a page, so pages that are only passed through open none. */
const PASSING_MS = 2000;

if (unread && !document.querySelector("[data-room]")) {
  if (conversation || watched || today) connect(unread);
  else setTimeout(connect, PASSING_MS, unread);
}

forgetOnSignOut(pageReader());
if (!document.querySelector("[data-room]")) sayUnsent(pageReader(), conversation?.dataset.conversation);

function connect(count: HTMLElement): void {
  const socket = new Socket();
  showUnreadCount(count, socket);
  if (conversation) new LiveConversation(conversation, socket);
  else socket.on("signedOut", (why) => addNotice(why, signInLink()));
  if (watched) new RoomWatch(watched, socket);
  if (today) new LiveToday(today, socket);
}
