import { Timer } from "../page/timer.js";
import type { MessageRows } from "./rows.js";

const TELL_EVERY_MS = 500;

/** Tells the server up to which message everything has been in view while the page was visible. */
export class ReadMarks {
  private upTo = 0;
  private told = 0;
  private readonly timer = new Timer();

  /** `send` resolves to whether the number has been sent. */
  constructor(
    private readonly rows: MessageRows,
    private readonly send: (upTo: number) => Promise<boolean>,
  ) {
    // Scroll events do not bubble, but capturing hears those of the page and of the list.
    addEventListener("scroll", () => this.look(), { capture: true, passive: true });
    addEventListener("resize", () => this.look());
    document.addEventListener("visibilitychange", () => this.look());
    this.look();
  }

  /** Looks again, because something moved. */
  look(): void {
    this.timer.start(TELL_EVERY_MS, () => void this.tell());
  }

  /** Sends the number once more, over a new connection. */
  tellAgain(): void {
    this.told = 0;
    this.look();
  }

  private async tell(): Promise<void> {
    if (!document.hidden) this.upTo = Math.max(this.upTo, this.rows.lastInView());
    if (this.upTo <= this.told) return;
    this.told = this.upTo;
    if (!(await this.send(this.upTo))) this.told = 0;
  }
}
