import type { Meeting } from "../../protocol/messages.js";
import type { Socket } from "../page/socket.js";

const NEW_ENOUGH_MS = 10_000;
const LONGEST_WAIT_MS = 2000;
const DEAD_AFTER_MS = 4000;

/** The ICE servers of a call. Relay credentials last ten minutes, so each connection asks for fresh ones. */
export class MeetingSource {
  /** Until the server has sent any, none: then nothing connects, and no address is told. */
  latest: Meeting = { iceServers: [], relayOnly: true };
  private at = -Infinity;
  private waiting: (() => void)[] = [];

  constructor(private readonly socket: Socket) {
    socket.on("room.meeting", (meeting) => this.take(meeting));
  }

  /**
   * Fresh servers, or the last known when the server does not answer soon. A call that needs repair asks for them, so a silent
   * socket is dead too; it is renewed, because it would wait long after the network is back.
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
