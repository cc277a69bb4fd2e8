import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { mock } from "node:test";
import type { Request } from "express";
import { pino } from "pino";
import { z } from "zod";
import type { Person } from "../../src/access/permissions.js";
import { HEARTBEAT_MS } from "../../src/protocol/limits.js";
import type { Connection, Handler, Handlers } from "../../src/realtime/handlers.js";
import type { Sockets } from "../../src/realtime/open-sockets.js";
import { createPersonAllowances, type PersonAllowances } from "../../src/realtime/person-allowances.js";
import { createRooms } from "../../src/realtime/rooms.js";
import { attachSockets } from "../../src/realtime/upgrade.js";
import { soon } from "../support/soon.js";
import { TestSocket } from "./test-socket.js";

type Run = Handler<"room.watch">["run"];

const APPOINTMENT = "0123456789abcdef01234567";

/** A server that takes sockets, with handlers of the test's own and a clock that only moves when told. */
export class SocketEdge {
  server!: Server;
  sockets!: Sockets;
  url!: string;
  /** What handles each message. */
  run!: Run;
  logged!: string;
  /** The connection of each message that was handled. */
  open!: Connection[];
  isSignedOut!: boolean;
  /** Milliseconds. */
  now!: number;
  signalsRead!: number;
  /** How often a login session was kept from expiring. */
  renewed!: number;
  /** What the login session's reading waits for. */
  loginRead!: Promise<void>;
  allowances!: PersonAllowances;
  readonly rooms = createRooms();

  /** Starts one for each test of the `describe` that this is called in. */
  static forEachTest(): SocketEdge {
    const edge = new SocketEdge();
    beforeEach(() => edge.#start());
    afterEach(() => edge.#stop());
    return edge;
  }

  kim(): Promise<TestSocket> {
    return TestSocket.open(this.url, { cookie: "kim" });
  }

  /** Resolves once the server has seen the end of the connection of the message that was handled first. */
  ended(): Promise<void> {
    return soon("the connection to end", new Promise<void>((resolve) => this.open[0]!.whenClosed(() => resolve())));
  }

  /** Lets that much time go by. */
  pass(ms: number): void {
    this.now += ms;
    mock.timers.tick(ms);
  }

  /** Lets it be time for the next sign of life, and comes back when its answer has been taken. */
  async answerBeat(socket: TestSocket): Promise<void> {
    this.pass(HEARTBEAT_MS);
    await socket.next("alive");
    watch(socket);
    await socket.next("room.elsewhere");
  }

  async #start(): Promise<void> {
    mock.timers.enable({ apis: ["setInterval"] });
    [this.now, this.signalsRead, this.renewed] = [1_000_000_000, 0, 0];
    this.isSignedOut = false;
    this.loginRead = Promise.resolve();
    this.logged = "";
    this.open = [];
    this.run = (connection) => connection.send({ type: "room.elsewhere" });
    this.server = createServer().listen(0);
    await once(this.server, "listening");
    this.url = `http://localhost:${(this.server.address() as AddressInfo).port}`;
    this.sockets = this.#attach();
  }

  #attach(): Sockets {
    return attachSockets(this.server, {
      allowedOrigin: () => this.url,
      loginSession: [(req, _res, next) => void this.loginRead.then(() => next(this.#readLogin(req)), next)],
      actorOf: (request) => (this.isSignedOut ? null : personOf(request)),
      handlers: handlersOf(
        (connection, message) => {
          this.open.push(connection);
          return this.run(connection, message);
        },
        () => (this.signalsRead += 1),
      ),
      rooms: this.rooms,
      isInTouch: () => true,
      now: () => this.now,
      allowances: (this.allowances = createPersonAllowances(() => this.now)),
      log: pino({}, { write: (line: string) => (this.logged += line) }),
    });
  }

  #readLogin(request: Request): void {
    const session = { isLonger: false, touch: () => void (session.isLonger = true) };
    const touch = (_id: string, { isLonger }: typeof session, done: () => void): void => {
      if (isLonger) this.renewed += 1;
      done();
    };
    Object.assign(request, { sessionID: "a-login", session, sessionStore: { touch } });
  }

  #stop(): void {
    mock.timers.reset();
    mock.restoreAll();
    this.sockets.closeAll();
    this.server.closeAllConnections();
    this.server.close();
  }
}

/** A socket of Kim's without a browser: nothing answers by itself what the server sends. */
export async function rawSocket({ server, url }: SocketEdge): Promise<Socket> {
  const stream = connect((server.address() as AddressInfo).port);
  const head = ["GET /socket HTTP/1.1", "Host: x", `Origin: ${url}`, "Cookie: kim", "Upgrade: websocket"];
  const keys = ["Connection: Upgrade", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="];
  stream.write([...head, ...keys, "", ""].join("\r\n"));
  await soon("the answer", once(stream, "data"));
  return stream;
}

/** Sends a message that every role but an admin may send. */
export function watch(socket: TestSocket): void {
  socket.send({ type: "room.watch", appointmentId: APPOINTMENT });
}

function personOf({ headers }: Request): Person | null {
  const name = headers.cookie;
  if (!name) return null;
  return {
    id: name,
    name,
    role: name === "admin" ? "admin" : "client",
    isAdmin: name === "admin",
    zone: "UTC",
    loginId: `login-of-${name}`,
  };
}

/** Takes watching, and signals without anything in them; `signalRead` is called for each as soon as it is read. */
function handlersOf(run: Run, signalRead: () => void): Handlers {
  const never = { schema: z.never(), policy: "room.join", run: () => undefined } as unknown as Handler<never>;
  const names = ["conversation.open", "conversation.send", "room.join", "room.sending", "room.leave", "room.chat"];
  const watch: Handler<"room.watch"> = {
    schema: z.strictObject({ appointmentId: z.string() }),
    policy: "room.join",
    run,
  };
  const signal = {
    schema: z.strictObject({}).refine(() => (signalRead(), true)),
    policy: "room.join",
    run: (connection: Connection) => run(connection, { appointmentId: APPOINTMENT }),
  };
  const others = Object.fromEntries(names.map((name) => [name, never]));
  return { ...others, "room.watch": watch, "room.signal": signal } as unknown as Handlers;
}
