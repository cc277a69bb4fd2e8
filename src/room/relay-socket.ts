import { Conflict } from "../platform/errors.js";
import { isByText } from "../protocol/by-text.js";
import type { Signal } from "../protocol/messages.js";
import type { Connection, HandlersOf } from "../realtime/handlers.js";
import type { Services } from "../services.js";
import { withoutAddresses } from "./address-rules.js";
import * as shapes from "./room-forms.js";
import type { RoomStays } from "./stays-socket.js";
import type { TimeOfDay } from "./time-of-day.js";

type Relayed = "room.chat" | "room.got" | "room.typing" | "room.signal";

/** Handlers that relay to the other person in the room and store nothing: room chat and signalling. */
export function relayHandlers(
  { clock }: Services,
  stays: RoomStays,
  timeOfDay: TimeOfDay,
): Pick<HandlersOf<"room">, Relayed> {
  return {
    "room.chat": {
      schema: shapes.chatShape,
      policy: "room.join",
      run(connection, { clientId, text }) {
        const now = clock.now();
        const other = stays.other(connection);
        other?.send({ type: "room.chat", clientId, text, time: timeOfDay(now, other.actor.zone) });
        connection.send({ type: "room.sent", clientId, time: timeOfDay(now, connection.actor.zone) });
      },
    },
    "room.got": {
      schema: shapes.gotShape,
      policy: "room.join",
      run: (connection, { clientId }) => stays.other(connection)?.send({ type: "room.got", clientId }),
    },
    "room.typing": {
      schema: shapes.roomTypingShape,
      policy: "room.join",
      run: (connection) => stays.other(connection)?.send({ type: "room.typing" }),
    },
    "room.signal": {
      schema: shapes.signalShape,
      policy: "room.join",
      run: (connection, signal) => passSignal(stays, connection, signal),
    },
  };
}

/**
 * Throws Conflict for someone who is there by text. A signal to someone who is there by text is dropped, and so is every address
 * where the two hide theirs.
 */
function passSignal(stays: RoomStays, connection: Connection, signal: Signal): void {
  if (isByText(stays.open(connection).visit)) throw new Conflict("You are here by text, so there is no call.");
  const other = stays.otherStay(connection);
  if (!other || isByText(other.visit)) return;
  const passed = stays.isHidden(connection) ? withoutAddresses(signal) : signal;
  if (passed) other.connection.send({ type: "room.signal", ...passed });
}
