import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { LOGIN_LASTS_MS } from "./accounts/account-rules.js";
import { findSignedIn } from "./accounts/find-signed-in.js";
import { signIn } from "./accounts/sign-in.js";
import { Tries } from "./accounts/tries.js";
import { buildApp } from "./app.js";
import { adoptProvenEmails } from "./accounts/adopt-proven-emails.js";
import { adoptTerms } from "./appointments/adopt-terms.js";
import { adoptHoursZones } from "./availability/adopt-hours-zones.js";
import { adoptClients } from "./booking/adopt-clients.js";
import { handlePaymentEvent } from "./booking/follow-payment.js";
import { applyDeadlines } from "./booking/apply-deadlines.js";
import { forgetUnbookedTeens } from "./booking/teens.js";
import { forgetAllWithdrawn } from "./conversations/forget-withdrawn.js";
import { markAllStale, refreshListing, refreshStaleListings } from "./search/refresh-listings.js";
import { endVerifications } from "./verification/end-verifications.js";
import { sendLetters } from "./letters/send-letters.js";
import { adoptNoticeIndex } from "./notices/adopt-notice-index.js";
import { tellPeople } from "./notices/tell-people.js";
import { createTestGateway } from "./payments/test-gateway.js";
import { systemClock } from "./platform/clock.js";
import { connectModels, disconnectModels } from "./platform/database.js";
import type { Env } from "./platform/env.js";
import { createFileStore } from "./platform/create-file-store.js";
import { createMailer } from "./platform/create-mailer.js";
import { createLog, SECURITY } from "./platform/log.js";
import { ownSecrets } from "./platform/own-secrets.js";
import { createSecrets, parseSealingKeys } from "./platform/secrets.js";
import { SharedRuns } from "./platform/shared-runs.js";
import { createWakeUps } from "./platform/wake-ups.js";
import { createPersonAllowances } from "./realtime/person-allowances.js";
import { createRooms } from "./realtime/rooms.js";
import { recordLosses } from "./room/record-losses.js";
import type { IceSettings, Services } from "./services.js";
import { SiteSettingsCache } from "./site/site-settings.js";
import { startSockets } from "./sockets.js";
import { removeUnproven } from "./welcome/remove-unproven.js";
import { formatIn } from "./web/format-in.js";
import { tellTimeBy } from "./web/format.js";
import { loginSession } from "./web/login-session.js";
import { countMoneyIn } from "./web/site-currency.js";
import { Visits } from "./web/visits.js";
import { createPassport } from "./web/passport.js";
import { renderFragment } from "./web/respond.js";

export interface Site {
  url: string;
  services: Services;
  /** Applies every deadline that is due. Timers call it; so may tests. */
  sweep(): Promise<void>;
  /** Lets requests in flight finish, closes sockets and timers, and leaves the database. */
  stop(): Promise<void>;
}

const writing = { formatIn, render: renderFragment };

/** Starts the site on a database that is already there. With `replace`, some services are the caller's own. */
export async function startSite(env: Env, databaseUri: string, replace: Partial<Services> = {}): Promise<Site> {
  await connectModels(databaseUri);
  const { services, cookieSecrets } = await createServices(env, replace);
  tellTimeBy(services.clock);
  countMoneyIn(() => services.site.current.currency);
  const secure = env.NODE_ENV === "production";
  const origin = env.SITE_URL ? new URL(env.SITE_URL).origin : null;
  const login = loginSession({
    cookieSecrets,
    secure,
    secrets: services.secrets,
    clock: services.clock,
    longestMs: LOGIN_LASTS_MS,
  });
  const passport = createPassport({ signIn: (input) => signIn(services, input), findSignedIn });

  const server = createServer();
  const sockets = startSockets(server, services, { login, passport, origin });
  server.on(
    "request",
    buildApp(services, {
      loginSession: login,
      passport,
      origin,
      secure,
      trustedProxies: env.TRUSTED_PROXIES,
    }),
  );
  services.loginsEnded = (loginIds, why) => {
    sockets.closeLogins(loginIds, why);
    services.log.info({ event: "logins.closed", why, count: loginIds.length }, SECURITY);
  };
  await Promise.all([adoptHoursZones(), adoptProvenEmails(), adoptNoticeIndex(), adoptTerms(), adoptClients(services)]);
  await Promise.all([markAllStale(), services.site.refresh()]);
  await listen(server, env);

  const sweep = async (): Promise<void> => {
    await services.gateway.deliverEvents((event) => handlePaymentEvent(services, event));
    await applyDeadlines(services);
    await recordLosses(services);
  };
  services.wakeUps.every30Seconds(sweep);
  services.wakeUps.every30Seconds(() => services.site.refresh());
  services.wakeUps.every30Seconds(() => refreshStaleListings(services));
  services.wakeUps.every30Seconds(() => endVerifications(services));
  services.wakeUps.every30Seconds(() => sendLetters(services));
  services.wakeUps.every30Seconds(() => tellPeople(services, writing));
  services.wakeUps.every30Seconds(() => forgetAllWithdrawn(services));
  services.wakeUps.every30Seconds(() => removeUnproven(services));
  services.wakeUps.every30Seconds(() => forgetUnbookedTeens(services));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    services,
    sweep,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      sockets.closeAll();
      server.closeIdleConnections();
      await Promise.race([closed, forcedAfter(server, 5000)]);
      services.mailer.close();
      await services.wakeUps.stop();
      await disconnectModels();
    },
  };
}

async function createServices(
  env: Env,
  replace: Partial<Services>,
): Promise<{ services: Services; cookieSecrets: string[] }> {
  const own = env.SESSION_SECRETS && env.SEALING_KEYS ? null : await ownSecrets(env.DATA_DIR);
  const log = createLog(env.LOG_LEVEL);
  const clock = replace.clock ?? systemClock;
  const secrets = createSecrets(parseSealingKeys(env.SEALING_KEYS ?? own?.sealingKeys ?? []));
  const services: Services = {
    clock,
    log,
    wakeUps: createWakeUps((error) =>
      log.error({ err: error instanceof Error ? error.stack : "" }, "a timed job failed"),
    ),
    secrets,
    files: createFileStore(env),
    mailer: createMailer(env, { log, secrets }),
    siteUrl: env.SITE_URL ? new URL(env.SITE_URL).origin : `http://localhost:${env.PORT}`,
    gateway: createTestGateway(clock),
    rooms: createRooms(),
    tries: new Tries(secrets),
    visits: new Visits(),
    allowances: createPersonAllowances(() => performance.now()),
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

function iceSettings(env: Env): IceSettings {
  const { TURN_URLS: urls, TURN_SECRET: secret } = env;
  return { servers: env.ICE_SERVERS, turn: urls && secret ? { urls, secret } : undefined, relayOnly: env.RELAY_ONLY };
}

function listen(server: Server, { PORT: port, HOST: host }: Env): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host }, resolve);
  });
}

async function forcedAfter(server: Server, ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms).unref());
  server.closeAllConnections();
}
