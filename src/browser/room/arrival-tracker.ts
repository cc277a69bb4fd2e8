import type { Visit } from "../../protocol/messages.js";

/** Notices when the other person comes and goes. Who comes back after a broken connection or a reload has not arrived anew. */
export class ArrivalTracker {
  private last: Visit | null | undefined;
  private arrival = "";

  /** What happened since the last look; null for nothing. Whoever is there at the first look did not come just now. */
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
