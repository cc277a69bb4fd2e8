import type { IncomingMessage, Server } from "node:http";
import type { RequestHandler } from "express";
import { conversationSocket } from "./conversations/conversation-socket.js";
import type { Handlers } from "./realtime/handlers.js";
import type { Sockets } from "./realtime/open-sockets.js";
import { attachSockets } from "./realtime/upgrade.js";
import { roomSocket } from "./room/room-socket.js";
import type { Services } from "./services.js";
import { actor, type PassportMiddleware } from "./web/passport.js";

interface SocketEdge {
  login: RequestHandler[];
  passport: PassportMiddleware;
  /** The site's public origin, or null to go by the host of each request, which then is this computer. */
  origin: string | null;
}

/** Starts taking sockets on a server: which message goes to which feature, and who may connect. */
export function startSockets(server: Server, services: Services, { login, passport, origin }: SocketEdge): Sockets {
  const handlers: Handlers = { ...conversationSocket(services), ...roomSocket(services) };
  return attachSockets(server, {
    handlers,
    rooms: services.rooms,
    isInTouch: () => services.bus.isWorking,
    log: services.log,
    allowances: services.allowances,
    now: () => performance.now(),
    loginSession: [...login, ...passport.read],
    allowedOrigin: (request) => origin ?? ownOrigin(request),
    actorOf(request) {
      const person = actor(request);
      return person.role === "visitor" ? null : person;
    },
  });
}

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** The owner of another name could have pointed it here (DNS rebinding). */
function ownOrigin({ headers: { host = "" } }: IncomingMessage): string | null {
  return LOOPBACK.test(host) ? `http://${host}` : null;
}
