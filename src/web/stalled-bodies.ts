import type { Request, RequestHandler } from "express";

/** Cuts the connection of a request whose body is being read and makes no progress for this long. */
export function endStalledBodies(stalledMs: number): RequestHandler {
  return (req, res, next) => {
    // Once the answer is sent, the server's own limit for idle connections holds.
    const limit = (ms: number) => () => res.writableFinished || req.setTimeout(ms);
    req.once("resume", limit(stalledMs));
    req.once("end", limit(0));
    next();
  };
}

/** Lets a request wait for something while its body is not being read. */
export async function keepWaiting<T>(req: Request, wait: () => Promise<T>): Promise<T> {
  const stalledMs = req.socket.timeout ?? 0;
  req.setTimeout(0);
  try {
    return await wait();
  } finally {
    req.setTimeout(stalledMs);
  }
}
