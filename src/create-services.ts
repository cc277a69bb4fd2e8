import { Tries } from "./accounts/tries.js";
import { refreshListing } from "./search/refresh-listings.js";
import { createTestGateway } from "./payments/test-gateway.js";
import { systemClock } from "./platform/clock.js";
import type { Env } from "./platform/env.js";
import { createFileStore } from "./platform/create-file-store.js";
import { createMailer } from "./platform/create-mailer.js";
import { createLog, type Log } from "./platform/log.js";
import { createMetrics, noMetrics, type Metrics } from "./platform/metrics.js";
import { ownSecrets } from "./platform/own-secrets.js";
import { createSecrets, parseSealingKeys, type Secrets } from "./platform/secrets.js";
import { SharedRuns } from "./platform/shared-runs.js";
import { createWakeUps } from "./platform/wake-ups.js";
import type { Bus } from "./realtime/bus.js";
import { createMemoryBus } from "./realtime/memory-bus.js";
import { createPersonAllowances } from "./realtime/person-allowances.js";
import { createRooms } from "./realtime/rooms.js";
import type { IceSettings, Services } from "./services.js";
import { SiteSettingsCache } from "./site/site-settings.js";
import { renderFragment } from "./web/respond.js";
import { Visits } from "./web/visits.js";

/** Makes the services that this environment asks for, and the secrets that sign cookies. With `replace`, some are the caller's own. */
export async function createServices(
  env: Env,
  replace: Partial<Services>,
): Promise<{ services: Services; cookieSecrets: string[] }> {
  const own = env.SESSION_SECRETS && env.SEALING_KEYS ? null : await ownSecrets(env.DATA_DIR);
  const log = createLog(env.LOG_LEVEL);
  const clock = replace.clock ?? systemClock;
  const metrics = env.METRICS_TOKEN ? await createMetrics() : noMetrics;
  const secrets = countSeals(createSecrets(parseSealingKeys(env.SEALING_KEYS ?? own?.sealingKeys ?? [])), metrics);
  const bus = replace.bus ?? (await createBus(env.REDIS_URL, { secrets, log }));
  const services: Services = {
    bus,
    clock,
    log,
    metrics,
    wakeUps: createWakeUps((error) =>
      log.error({ err: error instanceof Error ? error.stack : "" }, "a timed job failed"),
    ),
    secrets,
    files: createFileStore(env),
    mailer: createMailer(env, { log, secrets }),
    siteUrl: env.SITE_URL ? new URL(env.SITE_URL).origin : `http://localhost:${env.PORT}`,
    gateway: createTestGateway(clock),
    rooms: createRooms(bus),
    tries: new Tries(secrets),
    visits: new Visits(),
    allowances: createPersonAllowances(() => performance.now(), bus),
    sharedRuns: new SharedRuns(),
    site: new SiteSettingsCache(),
    render: renderFragment,
    changed: (counsellorId) => refreshListing(services, counsellorId),
    loginsEnded: () => undefined,
    ice: iceSettings(env),
    ...replace,
  };
  return { services, cookieSecrets: env.SESSION_SECRETS ?? own?.sessionSecrets ?? [] };
}

/** The Redis client takes memory, and is loaded only where it is used. */
async function createBus(redisUrl: string | undefined, means: { secrets: Secrets; log: Log }): Promise<Bus> {
  if (!redisUrl) return createMemoryBus();
  const { createRedisBus } = await import("./realtime/redis-bus.js");
  return createRedisBus(redisUrl, means);
}

function countSeals(secrets: Secrets, metrics: Metrics): Secrets {
  return {
    ...secrets,
    seal(plain, place) {
      metrics.count("seals");
      return secrets.seal(plain, place);
    },
  };
}

function iceSettings(env: Env): IceSettings {
  const { TURN_URLS: urls, TURN_SECRET: secret } = env;
  return { servers: env.ICE_SERVERS, turn: urls && secret ? { urls, secret } : undefined, relayOnly: env.RELAY_ONLY };
}
