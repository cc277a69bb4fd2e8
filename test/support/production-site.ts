import mongoose from "mongoose";
import { randomBytes } from "node:crypto";
import { readEnv } from "../../src/platform/env.js";
import type { Services } from "../../src/services.js";
import { startSite, type Site } from "../../src/start-site.js";
import { freshDatabaseUri } from "./database.js";
import { FakeClock } from "./fake-clock.js";
import { noWakeUps } from "./no-wake-ups.js";
import { MONDAY } from "./test-site.js";

export interface ProductionSite extends Site {
  /** Sends a request as the router in front of a dyno passes it on, from `address`; `forged` is what the sender claimed before. */
  request(path: string, init?: RequestInit & { address?: string; forged?: string }): Promise<Response>;
}

/** Starts the site as it runs in production, behind one proxy that speaks https with browsers. */
export async function startProductionSite(replace: Partial<Services> = {}): Promise<ProductionSite> {
  const databaseUri = freshDatabaseUri();
  const env = readEnv({
    NODE_ENV: "production",
    PORT: "0",
    LOG_LEVEL: "fatal",
    SITE_URL: "https://healspace.example",
    SMTP_URL: "none",
    MONGODB_URI: databaseUri,
    SESSION_SECRETS: randomBytes(32).toString("base64"),
    SEALING_KEYS: `test:${randomBytes(32).toString("base64")}`,
  });
  const site = await startSite(env, databaseUri, { clock: new FakeClock(MONDAY), wakeUps: noWakeUps, ...replace });
  return {
    ...site,
    request(path, { address = "203.0.113.7", forged, ...init } = {}) {
      const headers = new Headers(init.headers);
      headers.set("x-forwarded-proto", "https");
      headers.set("x-forwarded-for", forged ? `${forged}, ${address}` : address);
      headers.set("host", "healspace.example");
      return fetch(new URL(path, site.url), { redirect: "manual", ...init, headers });
    },
    async stop() {
      await mongoose.connection.dropDatabase();
      await site.stop();
    },
  };
}
