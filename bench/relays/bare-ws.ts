/** The smallest relay on `ws`: passes each message to the other end of its pair and acknowledges it, without any checks. */
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { WebSocketServer, type WebSocket } from "ws";
import { report } from "./report.js";

const server = createServer().listen(0);
await once(server, "listening");
const sides = new Map<string, WebSocket>();

new WebSocketServer({ server, perMessageDeflate: false }).on("connection", (socket, request) => {
  const [pair, side] = (request.url ?? "").split("/").slice(2);
  sides.set(`${pair} ${side}`, socket);
  socket.on("close", () => sides.delete(`${pair} ${side}`));
  socket.on("error", () => undefined);
  const other = `${pair} ${side === "0" ? 1 : 0}`;
  socket.on("message", (data: Buffer) => {
    const { clientId, text } = JSON.parse(data.toString()) as { clientId: string; text: string };
    sides.get(other)?.send(JSON.stringify({ type: "heard", clientId, text }));
    socket.send(JSON.stringify({ type: "sent", clientId }));
  });
});
report({ url: `http://localhost:${(server.address() as AddressInfo).port}` });
