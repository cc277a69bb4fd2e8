import express, { type Express, type RequestHandler } from "express";
import { askToAccept } from "./accounts/acceptance-routes.js";
import { countForHeader } from "./conversations/conversation-routes.js";
import { featurePages } from "./feature-pages.js";
import { healthRoutes } from "./health/health-routes.js";
import { metricsRoutes } from "./health/metrics-routes.js";
import { practiceOfOne } from "./home/home-routes.js";
import type { Services } from "./services.js";
import { crisisHelp } from "./site/crisis-routes.js";
import { describeSite } from "./site/describe-site.js";
import { setupLeft } from "./setup/setup-routes.js";
import { databaseIsAway } from "./platform/database.js";
import { answerAway } from "./web/answer-away.js";
import { cspReports } from "./web/csp-reports.js";
import { csrf, csrfToken } from "./web/csrf.js";
import { handleError, noSuchPage } from "./web/handle-error.js";
import { headers, headersOfErrors } from "./web/headers.js";
import type { PassportMiddleware } from "./web/passport.js";
import { requireHttps } from "./web/require-https.js";
import { plainPaths } from "./web/plain-paths.js";
import { readFields } from "./web/read-fields.js";
import { requestLog } from "./web/request-log.js";
import { endStalledBodies } from "./web/stalled-bodies.js";
import { staticFiles } from "./web/static-files.js";
import { limitVisits } from "./web/visits.js";
import { UnfinishedStore } from "./web/unfinished-store.js";
import { limitUploads } from "./web/upload-turns.js";

/** A slow phone pauses for a few seconds. */
const STALLED_MS = 15_000;

export interface PageEdge {
  loginSession: RequestHandler[];
  passport: PassportMiddleware;
  /** The site's public origin, or null to go by each request's own host. */
  origin: string | null;
  /** Whether people reach the site by https alone. */
  secure: boolean;
  /** How many proxies stand before the site, which are trusted to say where requests come from. */
  trustedProxies: number;
  /** The bearer token of /metrics; without one, there is no such page. */
  metricsToken?: string | undefined;
}

/** The whole site as an Express application that does not listen yet. */
export function buildApp(services: Services, edge: PageEdge): Express {
  const app = express();
  app.disable("x-powered-by");
  // Should the error page itself fail, Express answers without the stack that it shows elsewhere.
  app.set("env", "production");
  app.set("trust proxy", edge.trustedProxies);
  app.set("query parser", "simple");
  limitUploads(app);

  app.use(beforePages(services, edge));
  app.set("unfinished", new UnfinishedStore(services));
  app.use(readRequest(services, edge));
  app.use(featurePages(services, edge));
  app.use(noSuchPage, headersOfErrors(headers(edge)), handleError(services.log));
  return app;
}

/** What comes before the sender is known: what every page shows, the log, static files, headers and health. */
function beforePages(services: Services, edge: PageEdge): RequestHandler[] {
  const nameSite: RequestHandler = (_req, res, next) => {
    res.locals.site = describeSite(services.site.current);
    next();
  };
  return [
    nameSite,
    endStalledBodies(STALLED_MS),
    crisisHelp(services),
    requestLog(services),
    healthRoutes(() => services.bus.isWorking),
    requireHttps(edge),
    metricsRoutes(services, edge.metricsToken),
    cspReports(services.log),
    staticFiles(edge),
    ...headers(edge),
    plainPaths,
    answerAway(databaseIsAway, handleError(services.log)),
  ];
}

/** Reads who sends a request and what they send, and asks for what comes first. */
function readRequest(services: Services, edge: PageEdge): RequestHandler[] {
  const onlyCounsellor = practiceOfOne(services);
  return [
    onlyCounsellor.first,
    ...edge.loginSession,
    ...edge.passport.read,
    limitVisits(services.visits),
    csrfToken,
    countForHeader,
    onlyCounsellor.then,
    setupLeft(services),
    ...readFields,
    csrf,
    askToAccept(services),
  ];
}
