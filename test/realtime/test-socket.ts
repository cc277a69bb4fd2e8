import { once } from "node:events";
import { WebSocket } from "ws";
import { SOCKET_PATH } from "../../src/protocol/limits.js";
import type { ClientMessage, ServerMessage, ServerMessageName } from "../../src/protocol/messages.js";
import type { Reader } from "../support/reader.js";
import { soon } from "../support/soon.js";

type Of<N extends ServerMessageName> = Extract<ServerMessage, { type: N }>;

/** A browser's end of a socket, by hand: what comes is kept until it is asked for. */
export class TestSocket {
  readonly received: ServerMessage[] = [];
  readonly #socket: WebSocket;
  readonly #waiting = new Set<() => void>();
  readonly #closed: Promise<number>;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    this.#closed = new Promise((resolve) => socket.once("close", resolve));
    socket.on("message", (data: Buffer) => {
      this.received.push(JSON.parse(data.toString()) as ServerMessage);
      for (const look of [...this.#waiting]) look();
    });
  }

  /** Opens a socket. Throws an Error with the status when it is refused. */
  static async open(url: string, headers: Record<string, string> = {}, query = ""): Promise<TestSocket> {
    const socket = new WebSocket(url.replace(/^http/, "ws") + SOCKET_PATH + query, {
      headers: { origin: url, ...headers },
    });
    const opened = new TestSocket(socket);
    await soon("the socket to open", once(socket, "open"));
    return opened;
  }

  /** Opens one as the person who is signed in there. */
  static of(reader: Reader): Promise<TestSocket> {
    return TestSocket.open(reader.url, { cookie: reader.cookieHeader });
  }

  send(message: ClientMessage): void {
    this.sendRaw(JSON.stringify(message));
  }

  sendRaw(data: string | Buffer): void {
    this.#socket.send(data);
  }

  /** Resolves when the server has answered a ping. */
  async ping(): Promise<void> {
    this.#socket.ping();
    await soon("the answer to a ping", once(this.#socket, "pong"));
  }

  /** Takes the first message of this kind that has come or comes. */
  next<N extends ServerMessageName>(type: N): Promise<Of<N>> {
    return soon(`a ${type}`, this.#next(type));
  }

  async #next<N extends ServerMessageName>(type: N): Promise<Of<N>> {
    for (;;) {
      const at = this.received.findIndex((message) => message.type === type);
      if (at >= 0) return this.received.splice(at, 1)[0] as Of<N>;
      await new Promise<void>((resolve) => {
        const look = (): void => {
          this.#waiting.delete(look);
          resolve();
        };
        this.#waiting.add(look);
      });
    }
  }

  /** Resolves to the close code, also when it has closed already. */
  closed(): Promise<number> {
    return soon("the socket to close", this.#closed);
  }

  close(): void {
    this.#socket.close();
  }

  /** Breaks off without a word. */
  cut(): void {
    this.#socket.terminate();
  }

  /** Stops reading, and keeps the connection. */
  pause(): void {
    this.#socket.pause();
  }

  /** Reads on. */
  resume(): void {
    this.#socket.resume();
  }
}
