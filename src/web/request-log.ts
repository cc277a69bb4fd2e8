import type { RequestHandler } from "express";
import type { Log } from "../platform/log.js";

/** Logs each answer by its route's pattern, never by its address: addresses hold search words and ids. */
export function requestLog(log: Log): RequestHandler {
  return (req, res, next) => {
    const began = performance.now();
    res.once("finish", () => {
      const route = (req.route as { path?: string } | undefined)?.path ?? "none";
      const ms = Math.round(performance.now() - began);
      log.info({ method: req.method, route, status: res.statusCode, ms }, "answered");
    });
    next();
  };
}
