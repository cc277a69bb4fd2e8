import type { Attendance } from "../appointments/attendance-model.js";
import type { Party, Visit } from "../protocol/messages.js";

/** One person's stay in a room, through one connection. */
export interface Stay<C> {
  connection: C;
  appointmentId: string;
  party: Party;
  visit: Visit;
  /** The recorded arrival; null for a stay at another process. */
  joining: Attendance | null;
  /** Of two stays of the same person, the one with the higher number counts: about when they came in, in milliseconds since 1970. */
  order?: number;
  /** The id of the other process that they are connected to. */
  process?: string;
  /** Called when the stay is over. */
  end(): void;
}

interface Room<C> {
  closesAt: Date;
  stays: Map<Party, Stay<C>>;
}

/**
 * Who is in which room now, as far as this process knows: at most one stay for each of the two people. Stays at other processes are
 * entered as those tell of them.
 */
export class RoomPresence<C> {
  readonly #rooms = new Map<string, Room<C>>();
  readonly #byConnection = new Map<C, Stay<C>>();

  /** Enters a room that closes at `closesAt`; returns the same person's earlier stay, which this one replaces. */
  enter(stay: Stay<C>, closesAt: Date): Stay<C> | undefined {
    const own = this.#byConnection.get(stay.connection);
    if (own) this.leave(own);
    const before = this.#rooms.get(stay.appointmentId)?.stays.get(stay.party);
    if (before) this.leave(before);
    // Later than what it replaces, also by the clock of another process.
    if (stay.process === undefined) stay.order = Math.max(stay.order ?? 0, (before?.order ?? 0) + 1);
    const stays = this.#rooms.get(stay.appointmentId)?.stays ?? new Map<Party, Stay<C>>();
    this.#rooms.set(stay.appointmentId, { closesAt, stays: stays.set(stay.party, stay) });
    this.#byConnection.set(stay.connection, stay);
    return before;
  }

  leave(stay: Stay<C>): void {
    stay.end();
    this.#byConnection.delete(stay.connection);
    const stays = this.#rooms.get(stay.appointmentId)?.stays;
    if (stays?.get(stay.party) !== stay) return;
    stays.delete(stay.party);
    if (stays.size === 0) this.#rooms.delete(stay.appointmentId);
  }

  /** Changes when a room closes. */
  closesLater(appointmentId: string, closesAt: Date): void {
    const room = this.#rooms.get(appointmentId);
    if (room) room.closesAt = closesAt;
  }

  /** All stays through connections to this process. */
  all(): Stay<C>[] {
    return [...this.#byConnection.values()].filter(({ process }) => process === undefined);
  }

  /** All stays at other processes. */
  elsewhere(): Stay<C>[] {
    return [...this.#byConnection.values()].filter(({ process }) => process !== undefined);
  }

  /** This person's stay in a room. */
  stayOf(appointmentId: string, party: Party): Stay<C> | undefined {
    return this.#rooms.get(appointmentId)?.stays.get(party);
  }

  /** When this stay's room closes, in milliseconds since 1970. */
  closesAt({ appointmentId }: Stay<C>): number {
    return this.#rooms.get(appointmentId)?.closesAt.getTime() ?? 0;
  }

  /** This connection's stay. */
  of(connection: C): Stay<C> | undefined {
    return this.#byConnection.get(connection);
  }

  /** Whether the room of this stay is still open. */
  isOpen({ appointmentId }: Stay<C>, now: Date): boolean {
    const room = this.#rooms.get(appointmentId);
    return room !== undefined && now < room.closesAt;
  }

  other({ appointmentId, party }: Stay<C>): Stay<C> | undefined {
    return this.#rooms.get(appointmentId)?.stays.get(party === "client" ? "counsellor" : "client");
  }

  here(appointmentId: string): Record<Party, Visit | null> {
    const stays = this.#rooms.get(appointmentId)?.stays;
    return { client: stays?.get("client")?.visit ?? null, counsellor: stays?.get("counsellor")?.visit ?? null };
  }
}
