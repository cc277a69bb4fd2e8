import { createServer, type Server, type Socket } from "node:net";
import type { Engine } from "../engine.js";
import { runCommand } from "../commands/run-command.js";
import { Frames } from "./frames.js";
import { readMessage } from "./wire.js";

/** Listens for drivers on a Unix socket or a port and answers their commands. */
export class WireServer {
  #server: Server;
  #sockets = new Set<Socket>();

  constructor(engine: Engine) {
    this.#server = createServer((socket) => this.#accept(engine, socket));
  }

  /** Resolves once drivers can connect: to the port, if there is one. */
  listen(at: { path: string } | { host: string; port: number }): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(at, () => {
        const address = this.#server.address();
        resolve(typeof address === "object" ? address?.port : undefined);
      });
    });
  }

  /** Closes every connection. */
  close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #accept(engine: Engine, socket: Socket): void {
    const frames = new Frames();
    let turn = Promise.resolve();
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk) => {
      try {
        // A connection gets its replies in the order of its commands.
        for (const frame of frames.push(chunk)) turn = turn.then(() => answer(engine, socket, frame));
      } catch {
        socket.destroy();
      }
    });
  }
}

/** A malformed message ends its connection and nothing else. */
async function answer(engine: Engine, socket: Socket, frame: Buffer): Promise<void> {
  try {
    const message = readMessage(frame);
    const bytes = message.answer(await runCommand(engine, message.body));
    if (bytes && !socket.destroyed) socket.write(bytes);
  } catch {
    socket.destroy();
  }
}
