import type { Visit } from "../protocol/messages.js";

/** Notices when the other person comes and goes. A page that comes back after a broken connection has not arrived anew. */
export class Comings {
  private last: Visit | null | undefined;
  private visit = "";

  /** What happened since the last look; null for nothing. Whoever is there at the first look did not come just now. */
  look(other: Visit | null): "arrived" | "back" | "gone" | null {
    const before = this.last;
    const isSamePage = other?.visit === this.visit;
    this.last = other;
    if (other) this.visit = other.visit;
    if (before === undefined || Boolean(before) === Boolean(other)) return null;
    if (!other) return "gone";
    return isSamePage ? "back" : "arrived";
  }
}
