import { unreadWords } from "../../protocol/unread-words.js";
import type { Socket } from "./socket.js";
import { countInTitle } from "./title-count.js";

/** Keeps the unread count in the page's header and title up to date, and dispatches an event when it may have changed. */
export function showUnreadCount(place: HTMLElement, socket: Socket): void {
  const number = place.firstElementChild!;
  let isFirst = true;
  socket.on("open", () => socket.send({ type: "conversation.count" }));
  socket.on("conversation.unread", (unread) => {
    const words = unreadWords(unread.count);
    const isAsDrawn = isFirst && number.textContent === words;
    isFirst = false;
    number.textContent = words;
    place.hidden = unread.count === 0;
    countInTitle(unread.count === 0 ? "" : words);
    // The same number may count other messages.
    if (!isAsDrawn) document.body.dispatchEvent(new Event("unread"));
  });
}
