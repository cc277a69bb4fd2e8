import type { Rows } from "./rows.js";
import type { Socket } from "../page/socket.js";

const SAID_EVERY_MS = 500;

/** What has been before the reader's eyes: up to the last row that was within a page and a list that show it. */
export interface ReadMarks {
  /** The number of the last row that was seen. */
  upTo: number;
  /** Looks again, because something moved. */
  look: () => void;
  /** Tells it once more, over a new connection. */
  tellAgain(): void;
}

/** Tells the server what the reader has had before their eyes. */
export function markRead(section: HTMLElement, rows: Rows, socket: Socket): ReadMarks {
  const conversationId = section.dataset.conversation!;
  let told = 0;
  let timer = 0;

  const marks: ReadMarks = {
    upTo: 0,
    look: () => (timer ||= setTimeout(tell, SAID_EVERY_MS)),
    tellAgain() {
      told = 0;
      marks.look();
    },
  };
  function tell(): void {
    timer = 0;
    if (!document.hidden) marks.upTo = Math.max(marks.upTo, rows.lastInSight());
    const upTo = marks.upTo;
    if (upTo > told && socket.send({ type: "conversation.read", conversationId, upTo })) told = upTo;
  }

  // Scrolling does not bubble, but can be caught on its way down: of the page, and of the list.
  addEventListener("scroll", marks.look, { capture: true, passive: true });
  addEventListener("resize", marks.look);
  document.addEventListener("visibilitychange", marks.look);
  marks.look();
  return marks;
}
