import type { CallStats } from "./call-stats.js";

/** Counts the bytes that a call has used, over all its attempts. */
export class DataCount {
  private now = 0;

  /** `before` is what was used before a reload. */
  constructor(private before: number) {}

  get total(): number {
    return this.before + this.now;
  }

  /** Notes what the current attempt has used so far. */
  see(stats: CallStats): void {
    this.now = stats.bytesHeard + stats.bytesSent;
  }

  /** The current attempt is over. */
  nextAttempt(): void {
    this.before += this.now;
    this.now = 0;
  }
}
