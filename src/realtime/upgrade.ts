import { ServerResponse, STATUS_CODES, type IncomingMessage, type Server } from "node:http";
import type { Duplex } from "node:stream";
import type { Request, RequestHandler } from "express";
import type { SessionData } from "express-session";
import { WebSocketServer, type WebSocket } from "ws";
import type { Person } from "../access/permissions.js";
import type { Log } from "../platform/log.js";
import { CLOSE, FRAME_BYTES, SOCKET_PATH } from "../protocol/limits.js";
import { Connection } from "./connection.js";
import type { Handlers } from "./handlers.js";
import type { Rooms } from "./rooms.js";
import { startHeartbeat } from "./heartbeat.js";

export interface SocketOptions {
  /** The origin from which this request has to come. */
  allowedOrigin(request: IncomingMessage): string;
  /** Reads the login session of a request, and who that is, in this order. */
  loginSession: RequestHandler[];
  /** The person whose request this is, once `loginSession` has run; null for a visitor. */
  actorOf(request: Request): Person | null;
  handlers: Handlers;
  /** Those that a closed connection leaves. */
  rooms: Rooms;
  log: Log;
}

export interface Sockets {
  /** How many are open. */
  count(): number;
  /** Closes every socket; its browser comes back when the server is up again. */
  closeAll(): void;
  /** Closes the sockets of login sessions that have ended, and any that is only just being opened in one, for that reason. */
  closeLogins(loginIds: string[], why: keyof typeof CLOSE): void;
}

const LONGEST_OPENING_MS = 60_000;

/**
 * Takes WebSocket connections on a server: from the allowed origin (else 403) and from signed-in people (else 401), both
 * decided before the upgrade.
 */
export function attachSockets(server: Server, options: SocketOptions): Sockets {
  const connections = new Set<Connection>();
  const ended = new Map<string, number>();
  const endpoint = new WebSocketServer({ noServer: true, maxPayload: FRAME_BYTES, perMessageDeflate: false });

  server.on("upgrade", (request, stream, head) => {
    stream.on("error", () => stream.destroy());
    admit(request, options).then(
      (admitted) => {
        if (typeof admitted === "number") return refuse(stream, admitted);
        endpoint.handleUpgrade(request, stream, head, (socket) => connect(request, socket, admitted));
      },
      (error: unknown) => {
        options.log.error({ name: (error as Error).name }, "a socket could not be opened");
        refuse(stream, 503);
      },
    );
  });

  function connect(request: IncomingMessage, socket: WebSocket, actor: Person): void {
    const connection = new Connection(actor, socket, options.handlers, options.log);
    const endedBy = ended.get(actor.loginId);
    if (endedBy !== undefined) return connection.close(endedBy);
    connections.add(connection);
    connection.whenClosed(forget);
    startHeartbeat(socket, async () => {
      if (await isStillSignedIn(request, options)) return;
      connection.close(CLOSE.signedOut);
    });
  }

  function forget(connection: Connection): void {
    connections.delete(connection);
    options.rooms.leaveAll(connection);
  }

  function close(code: number, which: (person: Person) => boolean): void {
    for (const connection of connections) if (which(connection.actor)) connection.close(code);
  }

  return {
    count: () => connections.size,
    closeAll: () => close(CLOSE.restarting, () => true),
    closeLogins(loginIds, why) {
      for (const loginId of loginIds) {
        // Who was admitted just before may connect just after.
        ended.set(loginId, CLOSE[why]);
        setTimeout(() => ended.delete(loginId), LONGEST_OPENING_MS).unref();
        close(CLOSE[why], (person) => person.loginId === loginId);
      }
    },
  };
}

/** The person who may connect, or the status that says why not. */
async function admit(request: IncomingMessage, options: SocketOptions): Promise<Person | 401 | 403 | 404> {
  if (request.url?.split("?")[0] !== SOCKET_PATH) return 404;
  if (request.headers.origin !== options.allowedOrigin(request)) return 403;
  return (await readPerson(request, options)) ?? 401;
}

async function readPerson(request: IncomingMessage, options: SocketOptions): Promise<Person | null> {
  const response = new ServerResponse(request);
  for (const step of options.loginSession) {
    await new Promise<void>((resolve, reject) => {
      const next = (error?: unknown): void => (error instanceof Error ? reject(error) : resolve());
      Promise.resolve(step(request as Request, response as never, next)).catch(reject);
    });
  }
  return options.actorOf(request as Request);
}

/** A socket sends no requests, so a long call would otherwise end signed out. */
async function isStillSignedIn(request: IncomingMessage, options: SocketOptions): Promise<boolean> {
  const { session, sessionStore, sessionID } = request as Request;
  try {
    session.touch();
    await new Promise((resolve) => sessionStore.touch?.(sessionID, session as SessionData, resolve as () => void));
    delete (request as Request).user;
    return (await readPerson(request, options)) !== null;
  } catch {
    return true; // The database is away: nobody is signed out for that.
  }
}

function refuse(stream: Duplex, status: number): void {
  stream.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
