import { createHash, timingSafeEqual } from "node:crypto";
import { Router, type Response } from "express";
import type { Services } from "../services.js";
import { allow } from "../web/guards.js";

/** The figures for Prometheus at /metrics, for those who send the token as a bearer. Without a token there is no such page. */
export function metricsRoutes({ metrics }: Pick<Services, "metrics">, token: string | undefined): Router {
  const router = Router();
  if (token === undefined) return router;

  router.get("/metrics", allow("page.see"), async (req, res) => {
    res.set({ "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff" });
    if (!isSame(req.get("authorization") ?? "", `Bearer ${token}`)) return refuse(res);
    res.set("Content-Type", "text/plain; version=0.0.4; charset=utf-8").send(await metrics.text());
  });

  return router;
}

function refuse(res: Response): void {
  res.status(401).set("WWW-Authenticate", "Bearer").type("text").send("The token is missing or wrong.\n");
}

/** Takes the same time whatever differs. */
function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
