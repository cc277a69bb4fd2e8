import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import { SOCKET_PATH } from "../../../src/protocol/limits.js";
import type { Reader } from "../../support/reader.js";
import { soon } from "../../support/soon.js";

/** A WebSocket's client end that sends bytes as they are, right or wrong. */
export class RawSocket {
  received = "";
  isClosed = false;
  #look: () => void = () => undefined;

  private constructor(private readonly socket: Socket) {
    socket.on("error", () => undefined);
    socket.on("data", (chunk: Buffer) => {
      this.received += chunk.toString("latin1");
      this.#look();
    });
    socket.on("close", () => {
      this.isClosed = true;
      this.#look();
    });
  }

  /** Opens one as the person who is signed in there; its `received` begins with the answer to the upgrade. */
  static async open(reader: Reader): Promise<RawSocket> {
    const { hostname, port, host } = new URL(reader.url);
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    const opened = new RawSocket(socket);
    socket.write(
      `GET ${SOCKET_PATH} HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${reader.url}\r\nCookie: ${reader.cookieHeader}\r\n` +
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
    );
    await opened.until("the answer to the upgrade", () => opened.received.includes("\r\n\r\n"));
    return opened;
  }

  write(bytes: Buffer): void {
    if (!this.isClosed) this.socket.write(bytes);
  }

  /** Resolves once this holds for what was received, or the connection is closed. */
  until(what: string, holds: () => boolean): Promise<void> {
    const wait = new Promise<void>((resolve) => {
      this.#look = () => (this.isClosed || holds() ? resolve() : undefined);
      this.#look();
    });
    return soon(what, wait);
  }

  cut(): void {
    this.socket.destroy();
  }
}

export const OPCODES = { rest: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

export interface FrameHead {
  opcode: number;
  isLast?: boolean;
  isMasked?: boolean;
  /** The reserved bits, which nobody agreed on. */
  reserved?: number;
  /** What the head says instead of the real length. */
  saidLength?: number;
}

/** One frame of RFC 6455, section 5.2, with whatever its head says. */
export function frame(
  payload: Buffer,
  { opcode, isLast = true, isMasked = true, reserved = 0, saidLength }: FrameHead,
): Buffer {
  const length = saidLength ?? payload.length;
  const first = (isLast ? 0x80 : 0) | (reserved << 4) | opcode;
  const bit = isMasked ? 0x80 : 0;
  const head = length < 126 ? Buffer.from([first, bit | length]) : longHead(first, bit, length);
  if (!isMasked) return Buffer.concat([head, payload]);
  const mask = randomBytes(4);
  return Buffer.concat([head, mask, payload.map((byte, i) => byte ^ mask[i % 4]!)]);
}

function longHead(first: number, bit: number, length: number): Buffer {
  const isShort = length < 65_536;
  const head = Buffer.alloc(isShort ? 4 : 10);
  head[0] = first;
  head[1] = bit | (isShort ? 126 : 127);
  if (isShort) head.writeUInt16BE(length, 2);
  else head.writeBigUInt64BE(BigInt(length), 2);
  return head;
}
