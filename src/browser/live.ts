import { startConversation } from "./conversation.js";
import { Socket } from "./socket.js";
import { countUnread } from "./unread-count.js";
import { watchRoom } from "./watch-room.js";

// What signed-in people see change while a page is open. The session room has a connection of its own.
const conversation = document.querySelector<HTMLElement>("[data-conversation]");
const watched = document.querySelector<HTMLElement>("[data-room-watch]");
const unread = document.querySelector<HTMLElement>("[data-unread]");
if (unread && !document.querySelector("[data-room]")) {
  const socket = new Socket();
  countUnread(unread, socket);
  if (conversation) startConversation(conversation, socket);
  if (watched) watchRoom(watched, socket);
}
