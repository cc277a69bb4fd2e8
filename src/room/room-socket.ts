import { randomUUID } from "node:crypto";
import { partyOf } from "../appointments/appointment-rules.js";
import { extendSession } from "../booking/extend-session.js";
import { Conflict } from "../platform/errors.js";
import { isByText } from "../protocol/by-text.js";
import type { ClientMessages } from "../protocol/messages.js";
import type { Connection, HandlersOf } from "../realtime/handlers.js";
import type { Services } from "../services.js";
import { format } from "../web/format.js";
import { hidesAddress } from "./address-choice.js";
import { findRoom } from "./find-room.js";
import { findSafetyDetails } from "./find-safety-details.js";
import * as shapes from "./room-forms.js";
import { relayHandlers } from "./relay-socket.js";
import { roomOf, RoomStays } from "./stays-socket.js";
import { oncePerMinute } from "./time-of-day.js";

/** The session room over the socket: presence, room chat and signalling. */
export function roomSocket(services: Services): HandlersOf<"room"> {
  const stays = new RoomStays(services);
  return {
    ...presenceHandlers(services, stays),
    ...sessionHandlers(services, stays),
    ...relayHandlers(services, stays, oncePerMinute(format.time)),
  };
}

type PresenceMessage = "room.watch" | "room.join" | "room.sending" | "room.leave";

/** Entering, leaving, and whether microphone and camera are on. */
function presenceHandlers(services: Services, stays: RoomStays): Pick<HandlersOf<"room">, PresenceMessage> {
  return {
    "room.watch": {
      schema: shapes.watchShape,
      policy: "room.join",
      async run(connection, { appointmentId }) {
        const appointment = await findRoom(connection.actor, appointmentId);
        services.rooms.join(connection, roomOf(appointmentId));
        connection.send(stays.presenceOf(appointment));
      },
    },
    "room.join": {
      schema: shapes.joinShape,
      policy: "room.join",
      run: (connection, message) => join(services, stays, connection, message),
    },
    "room.sending": {
      schema: shapes.sendingShape,
      policy: "room.join",
      async run(connection, { byText, ...sending }) {
        const stay = stays.open(connection);
        const joinsCall = stay.visit.byText === true && !byText;
        Object.assign(stay.visit, { ...sending, byText });
        stays.announce(connection, joinsCall);
        if (joinsCall) stays.tellMeeting(connection);
        stays.tellPresence(await findRoom(connection.actor, stay.appointmentId));
      },
    },
    "room.leave": {
      schema: shapes.leaveShape,
      policy: "room.join",
      run: (connection) => stays.leave(connection, true),
    },
  };
}

async function join(
  services: Services,
  stays: RoomStays,
  connection: Connection,
  { appointmentId, ...visit }: ClientMessages["room.join"],
): Promise<void> {
  const { actor } = connection;
  const room = await findRoom(actor, appointmentId);
  const hides = visit.hidesAddress ?? (await hidesAddress(actor, room));
  const shown = { ...visit, ...(hides && { hidesAddress: hides }), name: actor.name, link: randomUUID() };
  const appointment = await stays.enter(connection, appointmentId, shown);
  connection.send({ type: "room.joined", party: partyOf(appointment, actor.id) });
  stays.tellMeeting(connection);
  stays.tellPresence(appointment);
  const details = await findSafetyDetails(services, actor, appointment);
  if (details) connection.send({ type: "room.whereabouts", ...details });
}

/** Fresh credentials for a call, and more time. */
function sessionHandlers(
  services: Services,
  stays: RoomStays,
): Pick<HandlersOf<"room">, "room.meeting" | "room.extend"> {
  return {
    "room.meeting": {
      schema: shapes.meetingShape,
      policy: "room.join",
      run(connection) {
        if (isByText(stays.open(connection).visit)) throw new Conflict("You are here by text, so there is no call.");
        connection.send({ type: "room.meeting", ...stays.meetingOf(connection) });
      },
    },
    "room.extend": {
      schema: shapes.extendShape,
      policy: "session.extend",
      async run(connection, { minutes }) {
        const { appointmentId } = stays.open(connection);
        const extended = await extendSession(services, connection.actor, { appointmentId, minutes });
        stays.closesWith(extended);
        stays.tellPresence(extended);
      },
    },
  };
}
