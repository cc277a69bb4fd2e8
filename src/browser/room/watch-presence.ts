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

/** Follows from outside who is in a room, and rings when the other person arrives. */
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

  /** Call on joining: the session then follows presence itself. */
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
