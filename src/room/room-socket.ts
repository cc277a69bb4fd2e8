import { randomUUID } from "node:crypto";
import type { Appointment } from "../appointments/appointment-model.js";
import { partyOf } from "../appointments/appointment-rules.js";
import { Conflict } from "../platform/errors.js";
import { CLOSE } from "../protocol/limits.js";
import type { ServerMessage, Visit } from "../protocol/messages.js";
import type { Connection } from "../realtime/connection.js";
import type { HandlersOf } from "../realtime/handlers.js";
import type { Services } from "../services.js";
import { renderFragment } from "../web/respond.js";
import { findOpenRoom, findRoom } from "./find-room.js";
import { joinRoom } from "./join-room.js";
import { leaveRoom } from "./leave-room.js";
import { RENEW_PRESENCE_MS } from "./presence-rules.js";
import { chatShape, joinShape, leaveShape, sendingShape, signalShape, watchShape } from "./room-forms.js";
import { RoomPresence, type Stay } from "./room-presence.js";
import { stayInRoom } from "./stay-in-room.js";

/** Everyone who follows a session, from inside the room or from its appointment's page. */
const roomOf = (appointmentId: string): string => `room:${appointmentId}`;

/**
 * The session room over the socket: who is there, the room chat and what browsers need to find each other. Chat and signals
 * pass through to the other person and are kept nowhere.
 */
export function roomSocket(services: Services): HandlersOf<"room"> {
  const presence = new RoomPresence<Connection>();

  async function enter(connection: Connection, appointmentId: string, visit: Visit): Promise<void> {
    const appointment = await joinRoom(services, connection.actor, appointmentId);
    const party = partyOf(appointment, connection.actor.id);
    const end = keepPresent(connection, appointmentId);
    const before = presence.enter({ connection, appointmentId, party, visit, end });
    if (before && before.connection !== connection) takeOver(before, visit);
    services.rooms.join(connection, roomOf(appointmentId));
    connection.whenClosed(leaveWhenClosed);
    connection.send({ type: "room.joined", party, iceServers: services.iceServers });
    tellPresence(appointment);
  }

  /** A page that reconnected finds its own old connection here; only another page is told to close. */
  function takeOver(before: Stay<Connection>, { visit }: Visit): void {
    services.rooms.leave(before.connection, roomOf(before.appointmentId));
    if (before.visit.visit !== visit) before.connection.send({ type: "room.elsewhere" });
  }

  function keepPresent({ actor }: Connection, appointmentId: string): () => void {
    const timer = setInterval(() => {
      stayInRoom(services, actor, appointmentId).catch((error: Error) =>
        services.log.warn({ name: error.name }, "a presence was not renewed"),
      );
    }, RENEW_PRESENCE_MS).unref();
    return () => clearInterval(timer);
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
    await leaveRoom(services, connection.actor, { appointmentId: stay.appointmentId, meant });
    tellPresence(await findRoom(connection.actor, stay.appointmentId));
  }

  function tellPresence(appointment: Appointment): void {
    services.rooms.tell(roomOf(appointment._id.toString()), presenceOf(appointment));
  }

  function presenceOf({ _id, liveAt }: Appointment): ServerMessage {
    const liveForMs = liveAt ? services.clock.now().getTime() - liveAt.getTime() : null;
    return { type: "room.presence", here: presence.here(_id.toString()), liveForMs };
  }

  /** The sender's stay, if the room is still open to them. */
  async function openStay(connection: Connection): Promise<Stay<Connection>> {
    const stay = presence.of(connection);
    if (!stay) throw new Conflict("You are not in the session room.");
    await findOpenRoom(services, connection.actor, stay.appointmentId);
    return stay;
  }

  return {
    "room.watch": {
      schema: watchShape,
      policy: "room.join",
      async run(connection, { appointmentId }) {
        const appointment = await findRoom(connection.actor, appointmentId);
        services.rooms.join(connection, roomOf(appointmentId));
        connection.send(presenceOf(appointment));
      },
    },
    "room.join": {
      schema: joinShape,
      policy: "room.join",
      run: (connection, { appointmentId, ...visit }) =>
        enter(connection, appointmentId, { ...visit, name: connection.actor.name, link: randomUUID() }),
    },
    "room.sending": {
      schema: sendingShape,
      policy: "room.join",
      async run(connection, sending) {
        const stay = await openStay(connection);
        Object.assign(stay.visit, sending);
        tellPresence(await findRoom(connection.actor, stay.appointmentId));
      },
    },
    "room.leave": { schema: leaveShape, policy: "room.join", run: (connection) => leave(connection, true) },
    "room.chat": {
      schema: chatShape,
      policy: "room.join",
      async run(connection, { clientId, text }) {
        const stay = await openStay(connection);
        const { id: senderId, name: senderName } = connection.actor;
        const message = { senderId, senderName, clientMessageId: clientId, text, at: services.clock.now() };
        for (const { connection: reader } of [stay, presence.other(stay)].filter((one) => one !== undefined)) {
          const html = await renderFragment("conversations/_message", {
            message,
            actor: reader.actor,
            zone: reader.actor.zone,
          });
          reader.send({ type: "room.chat", clientId, html });
        }
      },
    },
    "room.signal": {
      schema: signalShape,
      policy: "room.join",
      async run(connection, signal) {
        const stay = await openStay(connection);
        presence.other(stay)?.connection.send({ type: "room.signal", ...signal });
      },
    },
  };
}
