/** Where the socket answers. */
export const SOCKET_PATH = "/socket";

/** Close codes that mean something to the browser; the rest are the WebSocket protocol's own. */
export const CLOSE = {
  /** The login session ended: do not come back. */
  signedOut: 4401,
  /** The same, because the password was changed elsewhere. */
  passwordChanged: 4402,
  /** The same, because the account is suspended. */
  suspended: 4403,
  /** Too much garbage, or too much of anything. */
  refused: 1008,
  /** The server restarts: come back soon. */
  restarting: 1012,
} as const;

/** The largest frame, in bytes. */
export const FRAME_BYTES = 64 * 1024;

/** The largest file that may be uploaded, in bytes. */
export const FILE_BYTES = 10 * 1024 * 1024;

/** How many sockets one person may have. */
export const SOCKETS_EACH = 30;

/** Lengths of what people write and browsers signal, in UTF-16 code units. */
export const LENGTHS = {
  message: 4000,
  roomChat: 2000,
  whereabouts: 300,
  ownId: 64,
  description: 48_000,
  candidate: 2000,
} as const;

export interface Rate {
  burst: number;
  perSecond: number;
}

/** How fast one connection may send. */
export const RATES = {
  frame: { burst: 200, perSecond: 50 },
  /** Frames that make no sense or come too fast. A connection that runs out of these is closed. */
  mistake: { burst: 20, perSecond: 0.2 },
} as const satisfies Record<string, Rate>;

/** How fast one person may send, over all their connections and plain requests together. */
export const PERSON_RATES = {
  /** Everything but signalling. */
  message: { burst: 30, perSecond: 10 },
  /** Frames of every kind. What one person sends must not fill the megabyte that may wait unread at the other. */
  bytes: { burst: 512 * 1024, perSecond: 48 * 1024 },
} as const satisfies Record<string, Rate>;

/** Both sides say something at least this often, so that silence means a dead connection. */
export const HEARTBEAT_MS = 25_000;
