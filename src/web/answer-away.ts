import type { ErrorRequestHandler, RequestHandler } from "express";
import { Unavailable } from "../platform/errors.js";

const LOOK_MS = 3000;
/** 21 seconds: Heroku's router ends a request after thirty (https://devcenter.heroku.com/articles/request-timeout). */
const MOST_LOOKS = 7;

/**
 * Has `answer` say that a page is unavailable if it still waits after three seconds and the database is away, or after 21 seconds in
 * any case: a database that stands still is noticed late. What people send waits for as long as the database may take to choose a new
 * primary. `answer` is called past `next`, which those who still wait for the database need for their own errors.
 */
export function answerAway(isAway: () => boolean, answer: ErrorRequestHandler): RequestHandler {
  return (req, res, next) => {
    if (req.method !== "GET" && req.method !== "HEAD") return next();
    let timer = setTimeout(look, LOOK_MS, 1);
    function look(looks: number): void {
      if (res.headersSent) return;
      if (isAway() || looks === MOST_LOOKS) void Promise.resolve(answer(new Unavailable(), req, res, next)).catch(next);
      else timer = setTimeout(look, LOOK_MS, looks + 1);
    }
    res.once("close", () => clearTimeout(timer));
    next();
  };
}
