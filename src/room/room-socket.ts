import { randomUUID } from "node:crypto";
import type { Appointment } from "../appointments/appointment-model.js";
import { joinWindow, partyOf } from "../appointments/appointment-rules.js";
import { extendSession } from "../booking/extend-session.js";
import { Conflict } from "../platform/errors.js";
import { CLOSE } from "../protocol/limits.js";
import type { Visit } from "../protocol/messages.js";
import type { Connection, HandlersOf } from "../realtime/handlers.js";
import type { Member } from "../realtime/rooms.js";
import type { Services } from "../services.js";
import { format } from "../web/format.js";
import { describePresence } from "./describe-presence.js";
import { findRoom } from "./find-room.js";
import { findWhereabouts } from "./find-whereabouts.js";
import { joinRoom } from "./join-room.js";
import { meetingFor } from "./ice-servers.js";
import { leaveRoom } from "./leave-room.js";
import { renewPresence } from "./renew-presence.js";
import * as shapes from "./room-forms.js";
import { RoomPresence, type Stay } from "./room-presence.js";

/** Everyone who follows a session, from inside the room or from its appointment's page. */
const roomOf = (appointmentId: string): string => `room:${appointmentId}`;

/**
 * The session room over the socket: who is there, the room chat and what browsers need to find each other. Chat and signals
 * pass through to the other person and are kept nowhere. Whether the room is still open is known without the database.
 */
export function roomSocket(services: Services): HandlersOf<"room"> {
  const presence = new RoomPresence<Connection>();
  services.wakeUps.every30Seconds(() => renewPresence(services, presence.all()));

  async function enter(connection: Connection, appointmentId: string, visit: Visit): Promise<void> {
    const { appointment, joining } = await joinRoom(services, connection.actor, appointmentId);
    const party = partyOf(appointment, connection.actor.id);
    const end = followEnd(connection, appointmentId);
    const { closesAt } = joinWindow(appointment);
    const before = presence.enter({ connection, appointmentId, party, visit, joining, end }, closesAt);
    if (before && before.connection !== connection) takeOver(before, visit);
    services.rooms.join(connection, roomOf(appointmentId));
    connection.whenClosed(leaveWhenClosed);
    connection.send({ type: "room.joined", party, ...meetingFor(services) });
    tellPresence(appointment);
    const whereabouts = party === "counsellor" && (await findWhereabouts(services, connection.actor, appointment));
    if (whereabouts) connection.send({ type: "room.whereabouts", ...whereabouts });
  }

  /** A page that reconnected finds its own old connection here; only another page is told to close. */
  function takeOver(before: Stay<Connection>, { visit }: Visit): void {
    services.rooms.leave(before.connection, roomOf(before.appointmentId));
    if (before.visit.visit !== visit) before.connection.send({ type: "room.elsewhere" });
  }

  /** Ends the stay with the session. Returns what stops listening for that. */
  function followEnd(connection: Connection, appointmentId: string): () => void {
    const room = roomOf(appointmentId);
    const end: Member = {
      actor: connection.actor,
      send(message) {
        if (message.type !== "room.ended") return;
        leave(connection, true).catch((error: Error) => {
          services.log.warn({ name: error.name }, "a leaving was not written down");
        });
      },
    };
    services.rooms.join(end, room);
    return () => services.rooms.leave(end, room);
  }

  /** A restart of the server is no leaving: the page comes back within its lease. */
  async function leaveWhenClosed(connection: Connection, code: number): Promise<void> {
    const stay = presence.of(connection);
    if (stay && code === CLOSE.restarting) presence.leave(stay);
    else await leave(connection, false);
  }

  async function leave(connection: Connection, meant: boolean): Promise<void> {
    const stay = presence.of(connection);
    if (!stay) return;
    presence.leave(stay);
    services.rooms.leave(connection, roomOf(stay.appointmentId));
    await leaveRoom(services, stay.joining, { meant });
    if (meant) services.rooms.tell(roomOf(stay.appointmentId), { type: "room.left", party: stay.party });
    tellPresence(await findRoom(connection.actor, stay.appointmentId));
  }

  function tellPresence(appointment: Appointment): void {
    services.rooms.tell(roomOf(appointment._id.toString()), presenceOf(appointment));
  }

  function presenceOf(appointment: Appointment): ReturnType<typeof describePresence> {
    return describePresence(appointment, presence.here(appointment._id.toString()), services.clock.now());
  }

  /** The sender's stay, if the room is still open to them. */
  function openStay(connection: Connection): Stay<Connection> {
    const stay = presence.of(connection);
    if (!stay) throw new Conflict("You are not in the session room.");
    if (!presence.isOpen(stay, services.clock.now())) throw new Conflict("This session room is not open now.");
    return stay;
  }

  /** Written once a minute for each zone. */
  const times = { minute: 0, byZone: new Map<string, string>() };
  function timeIn(zone: string, now: Date): string {
    const minute = Math.floor(now.getTime() / 60_000);
    if (times.minute !== minute) Object.assign(times, { minute, byZone: new Map() });
    const time = times.byZone.get(zone) ?? format.time(now, zone);
    times.byZone.set(zone, time);
    return time;
  }

  const otherOf = (connection: Connection): Connection | undefined => presence.other(openStay(connection))?.connection;

  return {
    "room.watch": {
      schema: shapes.watchShape,
      policy: "room.join",
      async run(connection, { appointmentId }) {
        const appointment = await findRoom(connection.actor, appointmentId);
        services.rooms.join(connection, roomOf(appointmentId));
        connection.send(presenceOf(appointment));
      },
    },
    "room.join": {
      schema: shapes.joinShape,
      policy: "room.join",
      run: (connection, { appointmentId, ...visit }) =>
        enter(connection, appointmentId, { ...visit, name: connection.actor.name, link: randomUUID() }),
    },
    "room.sending": {
      schema: shapes.sendingShape,
      policy: "room.join",
      async run(connection, sending) {
        const stay = openStay(connection);
        Object.assign(stay.visit, sending);
        tellPresence(await findRoom(connection.actor, stay.appointmentId));
      },
    },
    "room.leave": { schema: shapes.leaveShape, policy: "room.join", run: (connection) => leave(connection, true) },
    "room.chat": {
      schema: shapes.chatShape,
      policy: "room.join",
      run(connection, { clientId, text }) {
        const now = services.clock.now();
        const other = otherOf(connection);
        other?.send({ type: "room.chat", clientId, text, time: timeIn(other.actor.zone, now) });
        connection.send({ type: "room.sent", clientId, time: timeIn(connection.actor.zone, now) });
      },
    },
    "room.got": {
      schema: shapes.gotShape,
      policy: "room.join",
      run: (connection, { clientId }) => otherOf(connection)?.send({ type: "room.got", clientId }),
    },
    "room.typing": {
      schema: shapes.typingShape,
      policy: "room.join",
      run: (connection) => otherOf(connection)?.send({ type: "room.typing" }),
    },
    "room.signal": {
      schema: shapes.signalShape,
      policy: "room.join",
      run: (connection, signal) => otherOf(connection)?.send({ type: "room.signal", ...signal }),
    },
    "room.meeting": {
      schema: shapes.meetingShape,
      policy: "room.join",
      run(connection) {
        openStay(connection);
        connection.send({ type: "room.meeting", ...meetingFor(services) });
      },
    },
    "room.extend": {
      schema: shapes.extendShape,
      policy: "session.extend",
      async run(connection, { minutes }) {
        const { appointmentId } = openStay(connection);
        const extended = await extendSession(services, connection.actor, { appointmentId, minutes });
        presence.closesLater(appointmentId, joinWindow(extended).closesAt);
        tellPresence(extended);
      },
    },
  };
}
