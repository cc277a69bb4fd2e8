import type { Request, RequestHandler } from "express";
import { SECURITY, type Log } from "../platform/log.js";
import type { Metrics } from "../platform/metrics.js";
import { actor } from "./passport.js";

/**
 * * Logs and counts each answer by its route's pattern, never by its address: addresses hold search words and ids. A refusal is a
 * security event as well, with the id of a signed-in person.
 */
export function requestLog({ log, metrics }: { log: Log; metrics: Metrics }): RequestHandler {
  return (req, res, next) => {
    const began = performance.now();
    res.once("finish", () => {
      const { method } = req;
      const { statusCode: status } = res;
      const route = (req.route as { path?: string } | undefined)?.path ?? "none";
      const ms = performance.now() - began;
      log.info({ method, route, status, ms: Math.round(ms) }, "answered");
      metrics.answered({ method, route, status }, ms / 1000);
      const event = refusalOf(req, status);
      const { id: by } = actor(req);
      if (event) log.info({ event, method, route, status, ...(by && { by }) }, SECURITY);
    });
    next();
  };
}

/** A record that someone may not see is answered as one that does not exist, so both are named alike. */
function refusalOf(req: Request, status: number): string | null {
  if (status >= 400 && status < 500 && req.is("multipart/form-data")) return "upload.refused";
  if (status === 429) return "limit.reached";
  const isHidden = status === 404 && req.route !== undefined && actor(req).id !== null;
  return status === 403 || isHidden ? "access.refused" : null;
}
