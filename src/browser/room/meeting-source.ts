import type { Meeting } from "../../protocol/messages.js";
import type { Socket } from "../page/socket.js";

const NEW_ENOUGH_MS = 10_000;
const LONGEST_WAIT_MS = 2000;
const DEAD_AFTER_MS = 4000;

/** Where a call gets its servers from: a relay's credentials last ten minutes, so they are asked for anew for each connection. */
export class MeetingSource {
  private at = Date.now();
  private waiting: (() => void)[] = [];

  constructor(
    private readonly socket: Socket,
    public latest: Meeting,
  ) {
    socket.on("room.meeting", (meeting) => this.take(meeting));
    socket.on("room.joined", (meeting) => this.take(meeting));
  }

  /**
   * Fresh ones; or the last ones, when the server does not answer soon. Whoever asks has a call to mend: a connection to the
   * server that is silent then has died with the call, and would go on waiting long after the network is back.
   */
  async fresh(): Promise<Meeting> {
    const askedAt = Date.now();
    if (askedAt - this.at > NEW_ENOUGH_MS && this.socket.send({ type: "room.meeting" })) {
      setTimeout(() => this.at < askedAt && this.socket.isOpen && this.socket.renew(), DEAD_AFTER_MS);
      await new Promise<void>((resolve) => {
        this.waiting.push(resolve);
        setTimeout(resolve, LONGEST_WAIT_MS);
      });
    }
    return this.latest;
  }

  private take(meeting: Meeting): void {
    this.latest = meeting;
    this.at = Date.now();
    for (const go of this.waiting.splice(0)) go();
  }
}
