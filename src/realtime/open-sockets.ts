import type { Person } from "../access/permissions.js";
import { CLOSE } from "../protocol/limits.js";
import type { ConnectionOptions, SocketConnection } from "./connection.js";
import type { Rooms } from "./rooms.js";
import { Tally } from "./tally.js";

export interface Sockets {
  /** The number of open sockets. */
  count(): number;
  /** Closes every socket; browsers reconnect when the server is up again. */
  closeAll(): void;
  /** Tells every page that news from other processes does not arrive now. */
  tellDelayed(): void;
  /** Closes all sockets of ended login sessions with that reason, including those whose upgrade is still running. */
  closeLogins(loginIds: string[], why: keyof typeof CLOSE): void;
}

interface OpenSocketsOptions extends Pick<ConnectionOptions, "now" | "allowances"> {
  /** The rooms that a closed connection leaves. */
  rooms: Rooms;
  /** Whether news from other processes arrives. */
  isInTouch(): boolean;
  /** Keeps the cookie's login session from expiring; false when it has already ended. */
  renewLogin(cookie: string | undefined): Promise<boolean>;
}

/** The data for checking again whether a connection may stay. */
interface Admitted {
  cookie: string | undefined;
  renewAt: number;
}

const LONGEST_OPENING_MS = 60_000;
const TICK_MS = 1000;
const RENEW_MS = 5 * 60_000;

/** The sockets that are open, with one timer for all: it drives heartbeats and renews login sessions. */
export class OpenSockets implements Sockets {
  private readonly connections = new Map<SocketConnection, Admitted>();
  private readonly perPerson = new Tally();
  private readonly ended = new Map<string, { code: number; at: number }>();
  private readonly ticking = setInterval(() => this.tick(), TICK_MS).unref();

  constructor(private readonly options: OpenSocketsOptions) {}

  count(): number {
    return this.connections.size;
  }

  /** The number of sockets that a person has open. */
  countOf(personId: string): number {
    return this.perPerson.of(personId);
  }

  /** Takes in a connection that was requested at `askedAt`, or closes it when its login session has ended since. */
  add(connection: SocketConnection, cookie: string | undefined, askedAt: number): void {
    const end = this.ended.get(connection.actor.loginId);
    if (end && askedAt <= end.at) return connection.close(end.code);
    this.connections.set(connection, { cookie, renewAt: this.options.now() + RENEW_MS });
    this.perPerson.add(connection.actor.id);
    connection.whenClosed(() => this.forget(connection));
    if (!this.options.isInTouch()) connection.send({ type: "delayed" });
  }

  closeAll(): void {
    this.close(CLOSE.restarting, () => true);
  }

  tellDelayed(): void {
    for (const connection of this.connections.keys()) connection.send({ type: "delayed" });
  }

  closeLogins(loginIds: string[], why: keyof typeof CLOSE): void {
    for (const loginId of loginIds) {
      // A request admitted just before may connect just after.
      this.ended.set(loginId, { code: CLOSE[why], at: this.options.now() });
      setTimeout(() => this.ended.delete(loginId), LONGEST_OPENING_MS).unref();
      this.close(CLOSE[why], (person) => person.loginId === loginId);
    }
  }

  /** Stops the timer. */
  stop(): void {
    clearInterval(this.ticking);
  }

  /** A socket makes no requests, so without renewal a long call would end signed out. */
  private tick(): void {
    const now = this.options.now();
    this.options.allowances.settle();
    for (const [connection, admitted] of this.connections) {
      connection.beat(now);
      if (now < admitted.renewAt) continue;
      admitted.renewAt = now + RENEW_MS;
      void this.options
        .renewLogin(admitted.cookie)
        .then((isSignedIn) => isSignedIn || connection.close(CLOSE.signedOut));
    }
  }

  private forget(connection: SocketConnection): void {
    this.connections.delete(connection);
    this.perPerson.remove(connection.actor.id);
    this.options.rooms.leaveAll(connection);
  }

  private close(code: number, which: (person: Person) => boolean): void {
    for (const connection of this.connections.keys()) if (which(connection.actor)) connection.close(code);
  }
}
