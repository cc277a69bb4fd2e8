import mongoose from "mongoose";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { readEnv } from "../../src/platform/env.js";
import type { Services } from "../../src/services.js";
import { startSite, type Site } from "../../src/start-site.js";
import { Visits } from "../../src/web/visits.js";
import { freshDatabaseUri } from "./database.js";
import { FakeClock } from "./fake-clock.js";
import { noWakeUps } from "./no-wake-ups.js";
import { createLoginDoor, type LoginDoor } from "./login-door.js";
import { Reader } from "./reader.js";

export interface TestSite extends Site {
  clock: FakeClock;
  loginDoor: LoginDoor;
  /** Someone with a browser without JavaScript and no cookies yet. */
  newReader(): Reader;
}

/** The key of every test site: other processes need it on the same database. */
export const SEALING_KEYS = `test:${Buffer.alloc(32, "a sealing key").toString("base64")}`;
const COOKIE_SECRET = "what signs the login cookies of test sites";

/** Monday morning. */
export const MONDAY = "2026-11-23T09:00:00Z";

/**
 * Starts the real site on an empty database and a free port, with a clock that begins at `now`. Nothing happens by itself: tests
 * say when something is due, unless they bring timers (`wakeUps`) of their own.
 */
export async function startTestSite(
  options: {
    now?: string;
    replace?: Partial<Services>;
    databaseUri?: string;
    environment?: Record<string, string>;
  } = {},
): Promise<TestSite> {
  const folder = await mkdtemp(path.join(tmpdir(), "healspace-site-"));
  const env = readEnv({
    NODE_ENV: "test",
    PORT: "0",
    DATA_DIR: folder,
    SESSION_SECRETS: COOKIE_SECRET,
    SEALING_KEYS,
    LOG_LEVEL: process.env.LOG_LEVEL ?? "fatal",
    ...options.environment,
  });
  const clock = new FakeClock(options.now ?? MONDAY);
  const site = await startSite(env, options.databaseUri ?? freshDatabaseUri(), {
    clock,
    wakeUps: noWakeUps,
    visits: new Visits(Number.MAX_SAFE_INTEGER),
    ...options.replace,
  });
  const loginDoor = createLoginDoor(site.services, COOKIE_SECRET);
  return {
    ...site,
    clock,
    loginDoor,
    newReader: () => new Reader(site.url),
    async stop() {
      await mongoose.connection.dropDatabase();
      await loginDoor.close();
      await site.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
