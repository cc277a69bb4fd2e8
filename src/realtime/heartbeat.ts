import type { WebSocket } from "ws";
import { HEARTBEAT_MS } from "../protocol/limits.js";

const ALIVE = JSON.stringify({ type: "alive" });
const BEATS_PER_RENEWAL = 12;

/**
 * Keeps a socket from looking idle to whatever stands between, and ends one that does not answer. Browsers cannot see a
 * ping, so they are told as well. About every five minutes `renew` is asked whether the socket may stay.
 */
export function startHeartbeat(socket: WebSocket, renew: () => Promise<void>): void {
  let answered = true;
  let beats = 0;
  socket.on("pong", () => (answered = true));
  const timer = setInterval(() => {
    if (!answered) return socket.terminate();
    answered = false;
    socket.ping();
    socket.send(ALIVE);
    beats += 1;
    if (beats % BEATS_PER_RENEWAL === 0) void renew();
  }, HEARTBEAT_MS).unref();
  socket.on("close", () => clearInterval(timer));
}
