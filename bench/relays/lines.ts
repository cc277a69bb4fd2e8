import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { io } from "socket.io-client";
import { WebSocket } from "ws";
import type { ClientMessage, ServerMessage } from "../../src/protocol/messages.js";

/** Who is measured, and where they answer. */
export interface Ready {
  url: string;
  pairs?: { appointmentId: string; conversationId: string; cookies: string[] }[];
}

/** One end of a pair, as the load holds it. */
export interface Line {
  send(clientId: string): void;
  close(): void;
}

/** What a line tells: its message was taken; the other's message arrived. */
export interface Ears {
  sent(clientId: string): void;
  heard(clientId: string): void;
}

export type OpenLine = (ready: Ready, pair: number, side: number, ears: Ears) => Promise<Line>;

const TEXT = "I slept a little better this week, and the walk in the morning helps. ".padEnd(120, ".");

export const openBare: OpenLine = async ({ url }, pair, side, ears) => {
  const socket = new WebSocket(`${url.replace("http", "ws")}/pair/${pair}/${side}`, { perMessageDeflate: false });
  socket.on("message", (data: Buffer) => {
    const { type, clientId } = JSON.parse(data.toString()) as { type: "sent" | "heard"; clientId: string };
    ears[type](clientId);
  });
  await once(socket, "open");
  return {
    send: (clientId) => socket.send(JSON.stringify({ type: "room.chat", clientId, text: TEXT })),
    close: () => socket.terminate(),
  };
};

export const openSocketIo: OpenLine = async ({ url }, pair, side, ears) => {
  const socket = io(url, { transports: ["websocket"], forceNew: true, reconnection: false, query: { pair, side } });
  socket.on("heard", ({ clientId }: { clientId: string }) => ears.heard(clientId));
  await new Promise<void>((resolve) => socket.on("connect", resolve));
  return {
    send: (clientId) => socket.emit("chat", { clientId, text: TEXT }, () => ears.sent(clientId)),
    close: () => socket.disconnect(),
  };
};

/** A socket of HealSpace that says nothing. */
export const openIdleLine: OpenLine = async (ready, pair, side) => {
  const socket = await openIdle(ready, pair, side);
  return { send: () => undefined, close: () => socket.terminate() };
};

async function openIdle({ url, pairs = [] }: Ready, pair: number, side: number): Promise<WebSocket> {
  const cookie = pairs[pair % pairs.length]?.cookies[side] ?? "";
  const socket = new WebSocket(`${url.replace("http", "ws")}/socket`, {
    headers: { origin: url, cookie },
    perMessageDeflate: false,
  });
  await once(socket, "open");
  return socket;
}

/** In the session room: its chat, which is kept nowhere. */
export const openRoomChat: OpenLine = async (ready, pair, side, ears) => {
  const { socket, tell } = await openRoom(ready, pair, side, (message) => {
    if (message.type === "room.sent") ears.sent(message.clientId);
    if (message.type === "room.chat") ears.heard(message.clientId);
  });
  return {
    send: (clientId) => tell({ type: "room.chat", clientId, text: TEXT }),
    close: () => socket.terminate(),
  };
};

const CANDIDATE =
  "candidate:842163049 1 udp 1677729535 203.0.113.7 46154 typ srflx raddr 192.168.1.20 rport 46154 generation 0";
const onTheirWay = new Map<string, Ears>();

/** In the session room: what browsers tell each other to set up a call. It is not acknowledged, so it counts when the other has it. */
export const openSignals: OpenLine = async (ready, pair, side, ears) => {
  const { socket, tell } = await openRoom(ready, pair, side, (message) => {
    if (message.type !== "room.signal") return;
    onTheirWay.get(message.call)?.sent(message.call);
    onTheirWay.delete(message.call);
    ears.heard(message.call);
  });
  return {
    send(call) {
      onTheirWay.set(call, ears);
      tell({ type: "room.signal", call, candidate: { candidate: CANDIDATE, sdpMid: "0", sdpMLineIndex: 0 } });
    },
    close: () => socket.terminate(),
  };
};

/** In the lasting conversation: sealed and stored before it is acknowledged. */
export const openConversation: OpenLine = async (ready, pair, side, ears) => {
  const { conversationId = "" } = ready.pairs?.[pair] ?? {};
  const { socket, tell } = await openOwn(ready, pair, side, (message) => {
    if (message.type === "conversation.sent") ears.sent(message.clientId);
  });
  tell({ type: "conversation.open", conversationId, after: 0 });
  await once(socket, "message");
  return {
    send: (clientId) => tell({ type: "conversation.send", conversationId, clientId, text: TEXT }),
    close: () => socket.terminate(),
  };
};

type Hear = (message: ServerMessage) => void;
type OwnLine = { socket: WebSocket; tell: (message: ClientMessage) => void };

async function openRoom(ready: Ready, pair: number, side: number, hear: Hear): Promise<OwnLine> {
  const own = await openOwn(ready, pair, side, hear);
  const { appointmentId = "" } = ready.pairs?.[pair] ?? {};
  const visit = { visit: randomUUID(), arrival: randomUUID(), microphone: false, camera: false };
  own.tell({ type: "room.join", appointmentId, ...visit });
  await once(own.socket, "message");
  return own;
}

async function openOwn(ready: Ready, pair: number, side: number, hear: Hear): Promise<OwnLine> {
  const socket = await openIdle(ready, pair, side);
  socket.on("message", (data: Buffer) => hear(JSON.parse(data.toString()) as ServerMessage));
  return { socket, tell: (message) => socket.send(JSON.stringify(message)) };
}
