import type { Socket } from "../page/socket.js";
import type { Rows } from "./rows.js";

const TELL_EVERY_MS = 500;

/** Tells the server how far the reader has read: up to the last row that was in view while the page was. */
export class ReadMarks {
  /** The number of the last row that was seen. */
  upTo = 0;
  private told = 0;
  private timer = 0;

  constructor(
    private readonly conversationId: string,
    private readonly rows: Rows,
    private readonly socket: Socket,
  ) {
    // Scroll events do not bubble, but can be captured: of the page and of the list.
    addEventListener("scroll", () => this.look(), { capture: true, passive: true });
    addEventListener("resize", () => this.look());
    document.addEventListener("visibilitychange", () => this.look());
    this.look();
  }

  /** Looks again, because something moved. */
  look(): void {
    this.timer ||= setTimeout(() => this.tell(), TELL_EVERY_MS);
  }

  /** Tells it once more, over a new connection. */
  tellAgain(): void {
    this.told = 0;
    this.look();
  }

  private tell(): void {
    this.timer = 0;
    if (!document.hidden) this.upTo = Math.max(this.upTo, this.rows.lastInView());
    if (this.upTo <= this.told) return;
    const message = { type: "conversation.read", conversationId: this.conversationId, upTo: this.upTo } as const;
    if (this.socket.send(message)) this.told = this.upTo;
  }
}
