import type { Party, Presence } from "../../protocol/messages.js";
import type { Socket } from "../page/socket.js";
import { ArrivalBell } from "./arrival-bell.js";
import { ArrivalTracker } from "./arrival-tracker.js";

export interface PresenceOptions {
  appointmentId: string;
  party: Party;
  /** The checkbox that silences the bell. */
  bell: HTMLInputElement;
  /** Called at each change. */
  show(here: { own: boolean; other: boolean }): void;
}

/** Follows, from outside of a room, who is in it, and rings when the other person arrives while this one is not inside. */
export class PresenceWatch {
  readonly bell: ArrivalBell;
  readonly arrivals = new ArrivalTracker();
  /** Whether this person has not gone in. */
  isWatching = true;

  constructor(
    socket: Socket,
    private readonly options: PresenceOptions,
  ) {
    this.bell = new ArrivalBell(options.bell);
    socket.on("open", () => {
      if (this.isWatching) socket.send({ type: "room.watch", appointmentId: options.appointmentId });
    });
    socket.on("room.presence", (presence) => {
      if (this.isWatching) this.take(presence.here);
    });
  }

  /** To be called on going in: from then on the session itself follows who is there. */
  stop(): void {
    this.isWatching = false;
  }

  private take(here: Presence["here"]): void {
    const own = here[this.options.party];
    const other = here[otherParty(this.options.party)];
    this.options.show({ own: own !== null, other: other !== null });
    if (this.arrivals.look(other) === "arrived" && !own) this.bell.ring();
  }
}

export const otherParty = (party: Party): Party => (party === "client" ? "counsellor" : "client");
