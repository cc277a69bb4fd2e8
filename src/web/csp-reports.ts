import express, { Router } from "express";
import { RateLimiterMemory } from "rate-limiter-flexible";
import { z } from "zod";
import { SECURITY, type Log } from "../platform/log.js";
import { allowReport } from "./guards.js";

/** Where browsers say what the content security policy kept them from. */
export const CSP_REPORTS_PATH = "/csp-reports";

const TYPES = ["application/csp-report", "application/json"];

const report = z.object({
  "csp-report": z.object({
    "effective-directive": z
      .string()
      .regex(/^[a-z-]{1,40}$/)
      .catch("unknown"),
    "blocked-uri": z.string().transform(withoutPath).catch("unknown"),
  }),
});

/** Counts and logs what browsers report: which rule, and which host or kind of source; nothing of the page or of what was sent. */
export function cspReports(log: Log): Router {
  const logged = new RateLimiterMemory({ points: 30, duration: 60 });
  const router = Router();
  let count = 0;
  router.post(CSP_REPORTS_PATH, allowReport("page.see"), express.json({ type: TYPES, limit: "8kb" }), (req, res) => {
    res.status(204).end();
    count += 1;
    const read = report.safeParse(req.body);
    if (!read.success) return;
    const { "effective-directive": rule, "blocked-uri": blocked } = read.data["csp-report"];
    const say = (): void => log.warn({ event: "csp.violation", rule, blocked, count }, SECURITY);
    logged.consume("all").then(say, () => undefined);
  });
  return router;
}

function withoutPath(uri: string): string {
  if (/^[a-z-]{1,40}$/.test(uri)) return uri;
  return URL.canParse(uri) ? new URL(uri).origin : "unknown";
}
