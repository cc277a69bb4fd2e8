import type { Party, Visit } from "../protocol/messages.js";

/** A stay in the room: whose, for which appointment, through which connection. */
export interface Stay<C> {
  connection: C;
  appointmentId: string;
  party: Party;
  visit: Visit;
  /** Called when the stay is over. */
  end(): void;
}

/** Who is in which room right now, one stay for each of the two people, in this process's memory. */
export class RoomPresence<C> {
  readonly #rooms = new Map<string, Map<Party, Stay<C>>>();
  readonly #byConnection = new Map<C, Stay<C>>();

  /** Enters; returns the stay of the same person that this one takes the place of, if any. */
  enter(stay: Stay<C>): Stay<C> | undefined {
    const own = this.#byConnection.get(stay.connection);
    if (own) this.leave(own);
    const before = this.#rooms.get(stay.appointmentId)?.get(stay.party);
    if (before) this.leave(before);
    const room = this.#rooms.get(stay.appointmentId) ?? new Map<Party, Stay<C>>();
    this.#rooms.set(stay.appointmentId, room.set(stay.party, stay));
    this.#byConnection.set(stay.connection, stay);
    return before;
  }

  leave(stay: Stay<C>): void {
    stay.end();
    this.#byConnection.delete(stay.connection);
    const room = this.#rooms.get(stay.appointmentId);
    if (room?.get(stay.party) !== stay) return;
    room.delete(stay.party);
    if (room.size === 0) this.#rooms.delete(stay.appointmentId);
  }

  /** The stay that this connection is in. */
  of(connection: C): Stay<C> | undefined {
    return this.#byConnection.get(connection);
  }

  other({ appointmentId, party }: Stay<C>): Stay<C> | undefined {
    return this.#rooms.get(appointmentId)?.get(party === "client" ? "counsellor" : "client");
  }

  here(appointmentId: string): Record<Party, Visit | null> {
    const room = this.#rooms.get(appointmentId);
    return { client: room?.get("client")?.visit ?? null, counsellor: room?.get("counsellor")?.visit ?? null };
  }
}
