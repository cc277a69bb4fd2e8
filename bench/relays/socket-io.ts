/** The same relay on Socket.IO over WebSocket, with its acknowledgements and without any checks. */
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { Server, type Socket } from "socket.io";
import { report } from "./report.js";

const server = createServer().listen(0);
await once(server, "listening");
const sides = new Map<string, Socket>();

new Server(server, { transports: ["websocket"] }).on("connection", (socket) => {
  const { pair, side } = socket.handshake.query as Record<string, string>;
  sides.set(`${pair} ${side}`, socket);
  socket.on("disconnect", () => sides.delete(`${pair} ${side}`));
  const other = `${pair} ${side === "0" ? 1 : 0}`;
  socket.on("chat", (message: { clientId: string; text: string }, acknowledge: () => void) => {
    sides.get(other)?.emit("heard", message);
    acknowledge();
  });
});
report({ url: `http://localhost:${(server.address() as AddressInfo).port}` });
