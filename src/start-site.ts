import mongoose from "mongoose";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { LOGIN_LASTS_MS } from "./accounts/account-rules.js";
import { findSignedIn } from "./accounts/find-signed-in.js";
import { signIn } from "./accounts/sign-in.js";
import { countTotalsIfOld } from "./admin/count-totals.js";
import { buildApp } from "./app.js";
import { handlePaymentEvent } from "./booking/follow-payment.js";
import { applyDeadlines } from "./booking/apply-deadlines.js";
import { forgetUnbookedTeens } from "./booking/teens.js";
import { createServices } from "./create-services.js";
import { watchSite } from "./health/watch-site.js";
import { forgetAllWithdrawn } from "./conversations/forget-withdrawn.js";
import { markAllStale } from "./search/refresh-listings.js";
import { refreshStaleListings } from "./search/refresh-stale-listings.js";
import { endVerifications } from "./verification/end-verifications.js";
import { sendLetters } from "./letters/send-letters.js";
import { finishRemovals } from "./notes/remove-attachment.js";
import { storeAllDays, storeChangedDays } from "./insights/store-days.js";
import { migrate } from "./migrations/migrate.js";
import { tellPeople } from "./notices/tell-people.js";
import { connectDatabase, disconnectModels } from "./platform/database.js";
import type { Env } from "./platform/env.js";
import { beginIndexes } from "./platform/index-build.js";
import { noteKeys } from "./platform/known-keys.js";
import { createLog, SECURITY } from "./platform/log.js";
import { onceADay } from "./platform/once-a-day.js";
import type { Sockets } from "./realtime/open-sockets.js";
import { reconnectAfterLoss } from "./realtime/reconnect-after-loss.js";
import { untilInTouch } from "./realtime/until-in-touch.js";
import { refuseUnfit } from "./refuse-unfit.js";
import { eraseWhereabouts } from "./room/erase-whereabouts.js";
import { recordLosses } from "./room/record-losses.js";
import type { Services } from "./services.js";
import { startSockets } from "./sockets.js";
import { sweepStoredFiles } from "./sweep-stored-files.js";
import { removeUnproven } from "./welcome/remove-unproven.js";
import { formatIn } from "./web/format-in.js";
import { tellTimeBy } from "./web/format.js";
import { loginSession } from "./web/login-session.js";
import { countMoneyIn } from "./web/site-currency.js";
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

/** How long a request may take to arrive, in milliseconds: an upload at 20 kB a second needs nine minutes. */
const SERVER_LIMITS = { headersTimeout: 15_000, requestTimeout: 10 * 60_000, connectionsCheckingInterval: 5000 };

const writing = { formatIn, render: renderFragment };

/** Starts the site on a database that is already there. With `replace`, some services are the caller's own. */
export async function startSite(env: Env, databaseUri: string, replace: Partial<Services> = {}): Promise<Site> {
  const log = replace.log ?? createLog(env.LOG_LEVEL);
  const db = await connectDatabase(databaseUri, log);
  const { services, cookieSecrets } = await createServices(env, { ...replace, log });
  await refuseUnfit(db, services.secrets);
  await noteKeys(db, services.secrets);
  await migrate(db, services);
  const { built } = await beginIndexes(db, Object.values<mongoose.Model<unknown>>(mongoose.models), log);
  tellTimeBy(services.clock);
  countMoneyIn(() => services.site.current.currency);

  const server = createServer(SERVER_LIMITS);
  const sockets = serve(server, services, env, cookieSecrets);
  if (env.METRICS_TOKEN) watchSite(services, () => sockets.count());
  await Promise.all([services.site.refresh(), untilInTouch(services.bus)]);
  await listen(server, env);
  try {
    await built;
    await markAllStale();
  } catch (error) {
    await stop(server, sockets, services);
    throw error;
  }

  const sweep = () => applyDue(services);
  repeat(services, sweep);
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    services,
    sweep,
    stop: () => stop(server, sockets, services),
  };
}

/** Has the server answer requests and sockets. */
function serve(server: Server, services: Services, env: Env, cookieSecrets: string[]): Sockets {
  const secure = env.NODE_ENV === "production";
  const origin = env.SITE_URL ? new URL(env.SITE_URL).origin : null;
  const { secrets, clock } = services;
  const passport = createPassport({ signIn: (input) => signIn(services, input), findSignedIn });
  const { expectPerson } = passport;
  const login = loginSession({ cookieSecrets, secure, secrets, clock, longestMs: LOGIN_LASTS_MS, expectPerson });
  const sockets = startSockets(server, services, { login, passport, origin });
  services.bus.on("logins.ended", ({ loginIds, why }) => sockets.closeLogins(loginIds, why));
  // Where this fails, the sweep reads them again.
  services.bus.on("site.changed", () => void services.site.refresh().catch(() => undefined));
  reconnectAfterLoss(services.bus, sockets);
  const trustedProxies = env.TRUSTED_PROXIES;
  const edge = { loginSession: login, passport, origin, secure, trustedProxies, metricsToken: env.METRICS_TOKEN };
  server.on("request", buildApp(services, edge));
  services.loginsEnded = (loginIds, why) => {
    sockets.closeLogins(loginIds, why);
    services.bus.publish("logins.ended", { loginIds, why });
    services.log.info({ event: "logins.closed", why, count: loginIds.length }, SECURITY);
  };
  return sockets;
}

async function applyDue(services: Services): Promise<void> {
  await services.gateway.deliverEvents((event) => handlePaymentEvent(services, event));
  await applyDeadlines(services);
  await recordLosses(services);
}

/** Starts what runs now and then every 30 seconds. */
function repeat(services: Services, sweep: () => Promise<void>): void {
  const jobs = [
    sweep,
    () => services.site.refresh(),
    async () => void (await refreshStaleListings(services)),
    () => endVerifications(services),
    () => sendLetters(services),
    () => tellPeople(services, writing),
    () => forgetAllWithdrawn(services),
    () => finishRemovals(services),
    () => removeUnproven(services),
    () => eraseWhereabouts(services),
    () => forgetUnbookedTeens(services),
    () => countTotalsIfOld(services),
    storeChangedDays,
    onceADay(services.clock, () => sweepStoredFiles(services)),
    onceADay(services.clock, storeAllDays),
  ];
  for (const job of jobs) services.wakeUps.every30Seconds(job);
}

async function stop(server: Server, sockets: Sockets, services: Services): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  sockets.closeAll();
  server.closeIdleConnections();
  await Promise.race([closed, forcedAfter(server, 5000)]);
  services.mailer.close();
  await services.wakeUps.stop();
  services.bus.close();
  await disconnectModels();
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
