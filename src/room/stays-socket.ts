import type { Appointment } from "../appointments/appointment-model.js";
import { joinWindow, partyOf } from "../appointments/appointment-rules.js";
import { Conflict } from "../platform/errors.js";
import { isByText } from "../protocol/by-text.js";
import { CLOSE } from "../protocol/limits.js";
import type { Meeting, Visit } from "../protocol/messages.js";
import type { Connection } from "../realtime/handlers.js";
import type { Member } from "../realtime/rooms.js";
import type { Services } from "../services.js";
import { describePresence } from "./describe-presence.js";
import { findRoom } from "./find-room.js";
import { meetingFor } from "./ice-servers.js";
import { joinRoom } from "./join-room.js";
import { leaveRoom } from "./leave-room.js";
import { renewPresence } from "./renew-presence.js";
import { RoomPresence, type Stay } from "./room-presence.js";
import { StaysElsewhere } from "./stays-elsewhere-socket.js";

/** The socket room of everyone who follows a session, from inside it or from its appointment's page. */
export const roomOf = (appointmentId: string): string => `room:${appointmentId}`;

/** Tracks who enters and leaves session rooms, over which connection, and tells the others. */
export class RoomStays {
  readonly #presence = new RoomPresence<Member>();
  readonly #elsewhere: StaysElsewhere;

  constructor(private readonly services: Services) {
    services.wakeUps.every30Seconds(() => renewPresence(services, this.#presence.all()));
    this.#elsewhere = new StaysElsewhere(services.bus, this.#presence, {
      replaced: (before, by) => this.#takeOver(before, by),
      met: (stay) => this.#tellMeetingHere(stay),
      changed: (appointmentId) => this.#tellChanged(appointmentId),
    });
  }

  /**
   * Lets a person into an open room through this connection, which replaces an earlier one of theirs. Returns the updated
   * appointment. Throws NotFound, or Conflict when the room is not open.
   */
  async enter(connection: Connection, appointmentId: string, visit: Visit): Promise<Appointment> {
    const { appointment, joining } = await joinRoom(this.services, connection.actor, appointmentId);
    const party = partyOf(appointment, connection.actor.id);
    const end = this.#followEnd(connection, appointmentId);
    const { closesAt } = joinWindow(appointment);
    const order = this.services.clock.now().getTime();
    const before = this.#presence.enter({ connection, appointmentId, party, visit, joining, order, end }, closesAt);
    if (before && before.connection !== connection) this.#takeOver(before, visit);
    this.announce(connection, false);
    this.services.rooms.join(connection, roomOf(appointmentId));
    connection.whenClosed(this.#leaveWhenClosed);
    return appointment;
  }

  /** Takes a connection out of its room, if it is in one. `meant`: left on purpose, so absent immediately. */
  async leave(connection: Connection, meant: boolean): Promise<void> {
    const stay = this.#presence.of(connection);
    if (!stay) return;
    this.#presence.leave(stay);
    this.services.rooms.leave(connection, roomOf(stay.appointmentId));
    this.#elsewhere.tellOver(stay);
    if (stay.joining) await leaveRoom(this.services, stay.joining, { meant });
    if (meant) this.services.rooms.tell(roomOf(stay.appointmentId), { type: "room.left", party: stay.party });
    this.tellPresence(await findRoom(connection.actor, stay.appointmentId));
  }

  /** Tells other processes how a stay is now. With `meets`, they have just joined the call. */
  announce(connection: Connection, meets: boolean): void {
    const stay = this.#presence.of(connection);
    if (stay) this.#elsewhere.tell(stay, meets);
  }

  /** The sender's stay, without a query. Throws Conflict when they are not in a room or it has closed. */
  open(connection: Member): Stay<Member> {
    const stay = this.#presence.of(connection);
    if (!stay) throw new Conflict("You are not in the session room.");
    if (!this.#presence.isOpen(stay, this.services.clock.now()))
      throw new Conflict("This session room is not open now.");
    return stay;
  }

  /** The other person's connection in the sender's open room, if they are there. Throws Conflict as `open` does. */
  other(connection: Member): Member | undefined {
    return this.otherStay(connection)?.connection;
  }

  /** The other person's stay there. Throws Conflict as `open` does. */
  otherStay(connection: Member): Stay<Member> | undefined {
    return this.#presence.other(this.open(connection));
  }

  /** Sends both of them what their call needs, if both are there for one. Throws Conflict as `open` does. */
  tellMeeting(connection: Connection): void {
    const [own, other] = [this.open(connection), this.otherStay(connection)];
    this.#tellMeetingHere(own);
    if (other && other.process === undefined) this.#tellMeetingHere(other);
  }

  /** How the sender's browser is to connect. Throws Conflict as `open` does. */
  meetingOf(connection: Member): Meeting {
    return meetingFor(this.services, this.isHidden(connection));
  }

  /** Whether the call goes by relay alone, because the site or one of the two hides addresses. Throws Conflict as `open` does. */
  isHidden(connection: Member): boolean {
    const visits = [this.open(connection).visit, this.otherStay(connection)?.visit];
    return this.services.ice.relayOnly || visits.some((visit) => visit?.hidesAddress === true);
  }

  /** Updates when the room closes, after the appointment's time has changed. */
  closesWith(appointment: Appointment): void {
    this.#presence.closesLater(appointment._id.toString(), joinWindow(appointment).closesAt);
  }

  tellPresence(appointment: Appointment): void {
    const appointmentId = appointment._id.toString();
    this.services.rooms.tellHere(roomOf(appointmentId), this.presenceOf(appointment));
    this.services.bus.publish("session.changed", { appointmentId });
  }

  presenceOf(appointment: Appointment): ReturnType<typeof describePresence> {
    return describePresence(appointment, this.#presence.here(appointment._id.toString()), this.services.clock.now());
  }

  /** Each process tells its own people, with both present as it knows them. */
  #tellMeetingHere(stay: Stay<Member>): void {
    const other = this.#presence.other(stay);
    if (!other || [stay, other].some(({ visit }) => isByText(visit))) return;
    stay.connection.send({ type: "room.meeting", ...this.meetingOf(stay.connection) });
  }

  /** Tells the pages at this process how a session is, after another process changed it. */
  async #tellChanged(appointmentId: string): Promise<void> {
    const [follower] = this.services.rooms.membersHere(roomOf(appointmentId));
    if (!follower) return;
    const appointment = await findRoom(follower.actor, appointmentId);
    this.closesWith(appointment);
    this.services.rooms.tellHere(roomOf(appointmentId), this.presenceOf(appointment));
  }

  /** A page that reconnects replaces its own old connection; only a different page is told to close. */
  #takeOver(before: Stay<Member>, { visit }: Visit): void {
    if (before.process !== undefined) return;
    this.services.rooms.leave(before.connection, roomOf(before.appointmentId));
    if (before.visit.visit !== visit) before.connection.send({ type: "room.elsewhere" });
  }

  /** Ends the stay when the session ends. Returns a function that stops listening. */
  #followEnd(connection: Connection, appointmentId: string): () => void {
    const { rooms, log } = this.services;
    const room = roomOf(appointmentId);
    const end: Member = {
      actor: connection.actor,
      send: (message) => {
        if (message.type !== "room.ended") return;
        this.leave(connection, true).catch((error: Error) => {
          log.warn({ name: error.name }, "a departure was not recorded");
        });
      },
    };
    rooms.join(end, room);
    return () => rooms.leave(end, room);
  }

  /** A server restart is not a departure: the page reconnects within its lease. One function for all, so that it runs once. */
  readonly #leaveWhenClosed = async (connection: Connection, code: number): Promise<void> => {
    const stay = this.#presence.of(connection);
    if (!stay || code !== CLOSE.restarting) return this.leave(connection, false);
    this.#presence.leave(stay);
    this.#elsewhere.tellOver(stay);
  };
}
