import type { Request, RequestHandler } from "express";

/** Cuts the connection of a request whose body makes no progress for this long. */
export function endStalledBodies(stalledMs: number): RequestHandler {
  return (req, res, next) => {
    req.setTimeout(stalledMs);
    // Once the answer is sent, the server's own limit for idle connections holds.
    req.once("end", () => res.writableFinished || req.setTimeout(0));
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
