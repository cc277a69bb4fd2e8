/** The Socket.IO relay with its Redis adapter: the two ends of a pair are at different processes. */
import { createClient } from "@redis/client";
import { createAdapter } from "@socket.io/redis-adapter";
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { Server } from "socket.io";
import { report } from "./report.js";

const WAIT_MS = 60_000;

const server = createServer().listen(0);
await once(server, "listening");
const [publisher, subscriber] = [connection(), connection()];
await Promise.all([publisher.connect(), subscriber.connect()]);
const io = new Server(server, { transports: ["websocket"], adapter: createAdapter(publisher, subscriber) });

io.on("connection", (socket) => {
  const { pair, side } = socket.handshake.query as Record<string, string>;
  void socket.join(`${pair} ${side}`);
  const other = `${pair} ${side === "0" ? 1 : 0}`;
  socket.on("chat", (message: { clientId: string; text: string }, acknowledge: () => void) => {
    io.to(other).emit("heard", message);
    acknowledge();
  });
});
report({ url: `http://localhost:${(server.address() as AddressInfo).port}` });

/** Each command may wait for long: a saturated core is what is measured, and an error would end the process. */
function connection() {
  return createClient({ url: process.env.REDIS_URL ?? "", commandOptions: { timeout: WAIT_MS } }).on(
    "error",
    () => undefined,
  );
}
