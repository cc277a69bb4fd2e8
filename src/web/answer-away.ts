import type { ErrorRequestHandler, RequestHandler } from "express";
import { Unavailable } from "../platform/errors.js";

const WAIT_MS = 3000;

/**
 * Has `answer` say that a page is unavailable if it still waits after three seconds and the database is away. What people send waits
 * for as long as the database may take to choose a new primary. `answer` is called past `next`, which those who still wait for the
 * database need for their own errors.
 */
export function answerAway(isAway: () => boolean, answer: ErrorRequestHandler): RequestHandler {
  return (req, res, next) => {
    if (req.method !== "GET" && req.method !== "HEAD") return next();
    const timer = setTimeout(() => {
      if (res.headersSent) return;
      if (isAway()) void Promise.resolve(answer(new Unavailable(), req, res, next)).catch(next);
      else timer.refresh();
    }, WAIT_MS);
    res.once("close", () => clearTimeout(timer));
    next();
  };
}
