import type { RequestHandler } from "express";
import { Unavailable } from "../platform/errors.js";

const WAIT_MS = 3000;

/**
 * Answers a page with Unavailable if it still waits after three seconds and the database is away. What people send waits for as
 * long as the database may take to choose a new primary.
 */
export function answerAway(isAway: () => boolean): RequestHandler {
  return (req, res, next) => {
    if (req.method !== "GET" && req.method !== "HEAD") return next();
    const timer = setTimeout(() => {
      if (res.headersSent) return;
      if (isAway()) next(new Unavailable());
      else timer.refresh();
    }, WAIT_MS);
    res.once("close", () => clearTimeout(timer));
    next();
  };
}
