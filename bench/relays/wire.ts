import { createHash, randomBytes } from "node:crypto";
import { connect } from "node:net";

/** A WebSocket of the load. */
export interface Wire {
  send(text: string): void;
  close(): void;
}

/** Receives a text. The buffer is only valid during the call. */
export type Hear = (text: Buffer) => void;

const [TEXT, PING, PONG] = [0x81, 0x89, 0x8a];
const MASKED = 0x80;
/** Length marker: the real length follows in two bytes (RFC 6455, section 5.2). */
const LONG = 126;
const ACCEPTS = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const END_OF_HEAD = "\r\n\r\n";
const NOTHING = Buffer.alloc(0);
/** One buffer for all sockets: each read is handled before the next begins. */
const read = Buffer.alloc(64 * 1024);

/**
 * Opens a WebSocket (RFC 6455) that allocates almost nothing, so that the load's own garbage collection does not distort figures.
 * It handles unfragmented texts and pings of less than 64 kB, and answers pings. Rejects when the server does not upgrade.
 */
export function openWire(url: string, headers: Record<string, string>, hear: Hear): Promise<Wire> {
  const { host, hostname, port, pathname, search } = new URL(url);
  const key = randomBytes(16).toString("base64");
  const accept = createHash("sha1").update(`${key}${ACCEPTS}`).digest("base64");
  const { promise, resolve, reject } = withResolvers<Wire>();
  const socket = connect({
    host: hostname,
    port: Number(port),
    noDelay: true,
    onread: { buffer: read, callback: take },
  });
  socket.on("error", reject).on("close", () => reject(new Error(`${host} did not upgrade`)));
  const upgrade = { host, upgrade: "websocket", connection: "Upgrade", "sec-websocket-version": "13" };
  const fields = Object.entries({ ...headers, ...upgrade, "sec-websocket-key": key });
  const head = fields.map(([name, value]) => `\r\n${name}: ${value}`).join("");
  socket.write(`GET ${pathname}${search} HTTP/1.1${head}${END_OF_HEAD}`);
  let isOpen = false;
  let rest = NOTHING;
  return promise;

  function take(count: number): true {
    const fresh = read.subarray(0, count);
    const bytes = rest === NOTHING ? fresh : Buffer.concat([rest, fresh]);
    const from = isOpen ? 0 : passHead(bytes);
    const heard = isOpen ? hearFrames(bytes, from) : 0;
    rest = heard === bytes.length ? NOTHING : Buffer.from(bytes.subarray(heard));
    return true;
  }

  function passHead(bytes: Buffer): number {
    const end = bytes.indexOf(END_OF_HEAD);
    if (end === -1) return 0;
    isOpen = bytes.subarray(0, end).includes(accept);
    if (!isOpen) socket.destroy();
    else resolve({ send: (text) => socket.write(frame(TEXT, text)), close: () => socket.destroy() });
    return end + END_OF_HEAD.length;
  }

  /** Returns the offset after the last complete frame. */
  function hearFrames(bytes: Buffer, from: number): number {
    for (let at = from; ;) {
      const length = bytes[at + 1] ?? 0;
      const begin = at + (length === LONG ? 4 : 2);
      if (bytes.length < begin) return at;
      const end = begin + (length === LONG ? bytes.readUInt16BE(at + 2) : length);
      if (bytes.length < end) return at;
      if (bytes[at] === TEXT) hear(bytes.subarray(begin, end));
      if (bytes[at] === PING) socket.write(frame(PONG, bytes.toString("latin1", begin, end)));
      at = end;
    }
  }
}

/** Masks with zeros: a valid mask that leaves the payload unchanged. */
function frame(opcode: number, text: string): Buffer {
  const length = Buffer.byteLength(text);
  const head = length < LONG ? 6 : 8;
  const bytes = Buffer.allocUnsafe(head + length).fill(0, 0, head);
  bytes[0] = opcode;
  bytes[1] = MASKED | Math.min(length, LONG);
  if (length >= LONG) bytes.writeUInt16BE(length, 2);
  bytes.write(text, head);
  return bytes;
}

function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (error: Error) => void } {
  let resolve!: (value: T) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<T>((yes, no) => ([resolve, reject] = [yes, no]));
  return { promise, resolve, reject };
}
