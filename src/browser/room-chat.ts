import { startComposer } from "./composer.js";
import { Outbox } from "./outbox.js";
import { Rows } from "./rows.js";
import type { Socket } from "./socket.js";

/** The chat of a live session. It is kept in this page alone, and `clear` forgets it. */
export function startRoomChat(section: HTMLElement, socket: Socket): { sendAgain(): void; clear(): void } {
  const rows = new Rows(section);
  const outbox = new Outbox(rows, (clientId, text) => socket.send({ type: "room.chat", clientId, text }));
  startComposer(section.querySelector("form")!, (text) => outbox.write(text));
  socket.on("room.chat", (message) => {
    outbox.confirm(message.clientId);
    rows.add(message.html);
  });
  socket.on("error", (error) => {
    if (error.about === "room.chat" && error.clientId) outbox.fail(error.clientId, error.message);
  });
  return {
    sendAgain: () => outbox.sendAgain(),
    clear() {
      outbox.clear();
      rows.clear();
    },
  };
}
