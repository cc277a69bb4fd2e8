import { randomUUID } from "node:crypto";
import type { ClientMessage } from "../../src/protocol/messages.js";
import { openWire, type Hear, type Wire } from "./wire.js";

/** The people of a relay, and its address. */
export interface Ready {
  url: string;
  /** Where each end of a pair connects, if not to the same. */
  urls?: string[];
  /** The environment of another process of the same site. */
  shared?: Record<string, string>;
  pairs?: { appointmentId: string; conversationId: string; cookies: string[] }[];
}

/** The load's connection for one end of a pair. */
export interface Line {
  send(clientId: string): void;
  close(): void;
}

/** Opens one end of a pair. Calls `sent` for each accepted message of this end, in order. */
export type OpenLine = (ready: Ready, pair: number, side: number, sent: () => void) => Promise<Line>;

const TEXT = "I slept a little better this week, and the walk in the morning helps. ".padEnd(120, ".");

export const openBare: OpenLine = async ({ url }, pair, side, sent) => {
  const wire = await openWire(`${url}/pair/${pair}/${side}`, {}, whenIt('{"type":"sent"', sent));
  return lineOf(wire, (clientId) => ({ type: "room.chat", clientId, text: TEXT }));
};

/** Socket.IO protocol, version 5: "40" connects and is answered with "40"; "42" is an event, "43" its acknowledgement. */
export const openSocketIo: OpenLine = (ready, pair, side, sent) =>
  openSocketIoWith(ready, pair, side, whenIt("43", sent));

/** The same where a message counts when it arrives at the other end, which is at another process. */
export const openSocketIoAcross: OpenLine = (ready, pair, side, sent) =>
  openSocketIoWith(ready, pair, side, arrivals('42["heard"', pair, side, sent));

async function openSocketIoWith(ready: Ready, pair: number, side: number, also: Hear): Promise<Line> {
  const { heard, hear } = firstOf("40");
  const path = `/socket.io/?EIO=4&transport=websocket&pair=${pair}&side=${side}`;
  const wire = await openWire(
    urlAt(ready, side) + path,
    {},
    both(
      hear,
      also,
      whenIt("2", () => wire.send("3")),
    ),
  );
  wire.send("40");
  await heard;
  let number = 0;
  return {
    send: (clientId) => wire.send(`42${(number += 1)}${JSON.stringify(["chat", { clientId, text: TEXT }])}`),
    close: () => wire.close(),
  };
}

/** An idle HealSpace socket. */
export const openIdleLine: OpenLine = async (ready, pair, side) => {
  const wire = await openOwn(ready, pair, side, () => undefined);
  return { send: () => undefined, close: () => wire.close() };
};

/** Room chat, which is not stored. */
export const openRoomChat: OpenLine = async (ready, pair, side, sent) => {
  const wire = await openRoom(ready, pair, side, whenIt('{"type":"room.sent"', sent));
  return lineOf(wire, (clientId) => ({ type: "room.chat", clientId, text: TEXT }));
};

/** Room chat where a message counts when it arrives at the other end, which is at another process. */
export const openRoomChatAcross: OpenLine = async (ready, pair, side, sent) => {
  const wire = await openRoom(ready, pair, side, arrivals('{"type":"room.chat"', pair, side, sent));
  return lineOf(wire, (clientId) => ({ type: "room.chat", clientId, text: TEXT }));
};

const CANDIDATE =
  "candidate:842163049 1 udp 1677729535 203.0.113.7 46154 typ srflx raddr 192.168.1.20 rport 46154 generation 0";
const candidate = { candidate: CANDIDATE, sdpMid: "0", sdpMLineIndex: 0 };

/** Signalling, which sets up calls. It has no acknowledgement, so a message counts when the other end receives it. */
export const openSignals: OpenLine = async (ready, pair, side, sent) => {
  const wire = await openRoom(ready, pair, side, arrivals('{"type":"room.signal"', pair, side, sent));
  return lineOf(wire, (call) => ({ type: "room.signal", call, candidate }));
};

/** Messages of a conversation, which are encrypted and stored before they are acknowledged. */
export const openConversation: OpenLine = async (ready, pair, side, sent) => {
  const { conversationId = "" } = ready.pairs?.[pair] ?? {};
  const { heard, hear } = firstOf("");
  const wire = await openOwn(ready, pair, side, both(hear, whenIt('{"type":"conversation.sent"', sent)));
  tell(wire, { type: "conversation.open", conversationId, after: 0 });
  await heard;
  return lineOf(wire, (clientId) => ({ type: "conversation.send", conversationId, clientId, text: TEXT }));
};

async function openRoom(ready: Ready, pair: number, side: number, also: Hear): Promise<Wire> {
  const { heard, hear } = firstOf('{"type":"room.joined"');
  const wire = await openOwn(ready, pair, side, both(hear, also));
  const { appointmentId = "" } = ready.pairs?.[pair] ?? {};
  const visit = { visit: randomUUID(), arrival: randomUUID(), microphone: false, camera: false };
  tell(wire, { type: "room.join", appointmentId, ...visit });
  await heard;
  return wire;
}

function openOwn(ready: Ready, pair: number, side: number, hear: Hear): Promise<Wire> {
  const { pairs = [] } = ready;
  const url = urlAt(ready, side);
  const cookie = pairs[pair % pairs.length]?.cookies[side] ?? "";
  return openWire(`${url}/socket`, { origin: url, cookie }, hear);
}

const urlAt = ({ url, urls }: Ready, side: number): string => urls?.[side] ?? url;

const senders = new Map<string, () => void>();

/** Hears texts with this prefix at one end, and calls `sent` for those that arrive at the other. */
function arrivals(begins: string, pair: number, side: number, sent: () => void): Hear {
  senders.set(`${begins} ${pair} ${side}`, sent);
  return whenIt(begins, () => senders.get(`${begins} ${pair} ${1 - side}`)?.());
}

function lineOf(wire: Wire, message: (clientId: string) => object): Line {
  return { send: (clientId) => wire.send(JSON.stringify(message(clientId))), close: () => wire.close() };
}

function tell(wire: Wire, message: ClientMessage): void {
  wire.send(JSON.stringify(message));
}

function both(...ears: Hear[]): Hear {
  return (text) => ears.forEach((hear) => hear(text));
}

/** Listens for texts with this prefix, and decodes no more than the prefix. */
function whenIt(begins: string, then: () => void): Hear {
  const start = Buffer.from(begins);
  return (text) => {
    if (text.length >= start.length && start.compare(text, 0, start.length) === 0) then();
  };
}

function firstOf(begins: string): { heard: Promise<void>; hear: Hear } {
  let hear: Hear = () => undefined;
  const heard = new Promise<void>((resolve) => (hear = whenIt(begins, resolve)));
  return { heard, hear };
}
