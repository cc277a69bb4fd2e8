import { IncomingMessage, ServerResponse, STATUS_CODES, type Server } from "node:http";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Request, RequestHandler } from "express";
import type { SessionData } from "express-session";
import { WebSocketServer } from "ws";
import type { Person } from "../access/permissions.js";
import { SECURITY } from "../platform/log.js";
import { FRAME_BYTES, SOCKET_PATH, SOCKETS_EACH } from "../protocol/limits.js";
import { SocketConnection, type ConnectionOptions } from "./connection.js";
import { OpenSockets, type Sockets } from "./open-sockets.js";
import type { Rooms } from "./rooms.js";

export interface SocketOptions extends ConnectionOptions {
  /** The origin that this request must come from; null where none will do. */
  allowedOrigin(request: IncomingMessage): string | null;
  /** Middleware that reads a request's login session and its person, in this order. */
  loginSession: RequestHandler[];
  /** The person who made the request, once `loginSession` has run; null for a visitor. */
  actorOf(request: Request): Person | null;
  /** The rooms that a closed connection leaves. */
  rooms: Rooms;
  /** Whether news from other processes arrives. */
  isInTouch(): boolean;
}

/**
 * Accepts WebSocket connections on a server, or rejects them before the upgrade: 403 from another origin, 401 when nobody or
 * someone else than the page's reader is signed in, 429 beyond thirty a person.
 */
export function attachSockets(server: Server, options: SocketOptions): Sockets {
  const endpoint = new WebSocketServer({ noServer: true, maxPayload: FRAME_BYTES, perMessageDeflate: false });
  const open = new OpenSockets({ ...options, renewLogin: (cookie) => renewLogin(cookie, options) });
  server.on("close", () => open.stop());

  server.on("upgrade", (request, stream, head) => {
    stream.on("error", destroy);
    const askedAt = options.now();
    admit(request, options).then(
      (person) => {
        if (typeof person === "number") return reject(stream, person);
        if (open.countOf(person.id) >= SOCKETS_EACH) return reject(stream, 429);
        endpoint.handleUpgrade(request, stream, head, (socket) =>
          open.add(new SocketConnection(person, socket, stream, options), request.headers.cookie, askedAt),
        );
      },
      (error: unknown) => {
        options.log.error({ name: (error as Error).name }, "a socket could not be opened");
        refuse(stream, 503);
      },
    );
  });

  function reject(stream: Duplex, status: number): void {
    options.log.info({ event: "socket.refused", status }, SECURITY);
    refuse(stream, status);
  }

  return open;
}

/** The person who may connect, or the HTTP status of the rejection. */
async function admit(request: IncomingMessage, options: SocketOptions): Promise<Person | 401 | 403 | 404> {
  const [path, query] = (request.url ?? "").split("?");
  if (path !== SOCKET_PATH) return 404;
  if (request.headers.origin !== options.allowedOrigin(request)) return 403;
  const person = await readPerson(request, options);
  const reader = new URLSearchParams(query).get("reader") ?? person?.id;
  return person && person.id === reader ? person : 401;
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

/** Keeps the cookie's login session from expiring; false when it has already ended. */
async function renewLogin(cookie: string | undefined, options: SocketOptions): Promise<boolean> {
  const request = new IncomingMessage(new Socket()) as Request;
  Object.assign(request, { url: SOCKET_PATH, headers: { cookie } });
  try {
    if ((await readPerson(request, options)) === null) return false;
    const { session, sessionStore, sessionID } = request;
    session.touch();
    await new Promise((resolve) => sessionStore.touch?.(sessionID, session as SessionData, resolve as () => void));
    return true;
  } catch {
    return true; // The database is down: that signs nobody out.
  }
}

function destroy(this: Duplex): void {
  this.destroy();
}

/** Destroys the stream once the answer is written: a client that never closes its half would hold the descriptor. */
function refuse(stream: Duplex, status: number): void {
  stream.once("finish", destroy);
  stream.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
