import type { Socket } from "./socket.js";

/** Keeps the number of unread messages in the head of the page up to date, and tells the page when it changes. */
export function countUnread(place: HTMLElement, socket: Socket): void {
  const number = place.firstElementChild!;
  socket.on("open", () => socket.send({ type: "conversation.count" }));
  socket.on("conversation.unread", (unread) => {
    const words = unread.count > 99 ? "99+" : String(unread.count);
    if (number.textContent === words) return;
    number.textContent = words;
    place.hidden = unread.count === 0;
    document.body.dispatchEvent(new Event("unread"));
  });
}
