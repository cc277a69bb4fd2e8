import { seedDemo } from "./demo/seed-demo.js";
import { openDatabase, type Database } from "./platform/database.js";
import { readEnv, type Env } from "./platform/env.js";
import { disablePretenuring } from "./platform/disable-pretenuring.js";
import { startSite, type Site } from "./start-site.js";

const STOP_WITHIN_MS = 9000;

try {
  await start(readEnv(process.env));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

async function start(env: Env): Promise<void> {
  // What the site writes is its owner's alone: files 0600, folders 0700.
  process.umask(0o077);
  disablePretenuring();
  const database = await openDatabase(env);
  const site = await startSite(env, database.uri);
  const signIns = env.NODE_ENV === "production" ? [] : await seedDemo(site.services);
  process.stdout.write([`HealSpace answers on ${env.SITE_URL ?? site.url}`, ...signIns, ""].join("\n"));
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void stop(site, database));
}

/** Drains and exits, at the latest after nine seconds: a dyno is killed without asking soon after. */
async function stop(site: Site, database: Database): Promise<void> {
  setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
  await site.stop();
  await database.stop();
  process.exit(0);
}
