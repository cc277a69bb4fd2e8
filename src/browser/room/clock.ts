import type { Presence } from "../../protocol/messages.js";
import { find } from "../page/find.js";
import { elapsedWords, NEAR_END_MS, remainingWords } from "./session-time.js";
import { writeWords } from "../page/write-words.js";

/** A smaller change of the end is only jitter. */
const LONGER_MS = 60_000;

/** Shows the session's elapsed and remaining time, and announces the last five minutes. */
export class RoomClock {
  private liveSince = 0;
  private endsAt = 0;
  private saidNearEnd = false;
  private readonly timer = setInterval(() => this.show(), 1000);

  constructor(
    private readonly place: HTMLElement,
    private readonly say: (words: string) => void,
  ) {}

  take(presence: Presence): void {
    const endsAt = Date.now() + presence.endsInMs;
    const longer = this.endsAt === 0 ? 0 : endsAt - this.endsAt;
    this.liveSince = presence.liveForMs === null ? 0 : Date.now() - presence.liveForMs;
    this.endsAt = endsAt;
    if (longer > LONGER_MS) {
      this.saidNearEnd = false;
      this.say(`The session is now ${Math.round(longer / 60_000)} minutes longer.`);
    }
    this.show();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private show(): void {
    const left = this.endsAt - Date.now();
    this.place.hidden = this.liveSince === 0;
    if (this.liveSince === 0) return;
    writeWords(find(this.place, "[data-elapsed]"), elapsedWords(Date.now() - this.liveSince));
    writeWords(find(this.place, "[data-remaining]"), remainingWords(left));
    this.place.toggleAttribute("data-near-end", left <= NEAR_END_MS);
    if (left > NEAR_END_MS || left <= 0 || this.saidNearEnd) return;
    this.saidNearEnd = true;
    this.say(`${remainingWords(left)}.`);
  }
}
