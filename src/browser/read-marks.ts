import type { Rows } from "./rows.js";
import type { Socket } from "./socket.js";

/** Tells the server what the reader has had before their eyes: in a page that is visible, a list that is on the screen. */
export function markRead(section: HTMLElement, rows: Rows, socket: Socket): { look(): void } {
  const conversationId = section.dataset.conversation!;
  let isOnScreen = false;
  let told = 0;

  function look(): void {
    const upTo = rows.lastSeq;
    if (document.hidden || !isOnScreen || upTo <= told) return;
    if (socket.send({ type: "conversation.read", conversationId, upTo })) told = upTo;
  }

  new IntersectionObserver((seen) => {
    isOnScreen = seen.at(-1)!.isIntersecting;
    look();
  }).observe(section.querySelector(".messages")!);
  document.addEventListener("visibilitychange", look);
  return { look };
}
