import type { Visit } from "../../protocol/messages.js";

/** Tracks when the other person comes and goes. Returning after a broken connection or a reload is no new arrival. */
export class ArrivalTracker {
  private last: Visit | null | undefined;
  private arrival = "";

  /** The change since the last look, or null. Someone who is there at the first look has not just arrived. */
  look(other: Visit | null): "arrived" | "back" | "gone" | null {
    const before = this.last;
    const isSameStay = other?.arrival === this.arrival;
    this.last = other;
    if (other) this.arrival = other.arrival;
    if (before === undefined || Boolean(before) === Boolean(other)) return null;
    if (!other) return "gone";
    return isSameStay ? "back" : "arrived";
  }
}
