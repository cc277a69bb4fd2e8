import express, { type Express, type RequestHandler } from "express";
import { ownAccountRoutes } from "./accounts/own-account-routes.js";
import { acceptanceRoutes, askToAccept } from "./accounts/acceptance-routes.js";
import { detailsRoutes } from "./accounts/details-routes.js";
import { accountRoutes } from "./accounts/account-routes.js";
import { accountAdminRoutes } from "./admin/account-admin-routes.js";
import { auditRoutes } from "./admin/audit-routes.js";
import { deliveryRoutes } from "./admin/delivery-routes.js";
import { reportRoutes } from "./admin/report-routes.js";
import { recoveryRoutes } from "./admin/recovery-routes.js";
import { adminRoutes } from "./admin/admin-routes.js";
import { changeEmailRoutes } from "./accounts/change-email-routes.js";
import { proofRoutes } from "./accounts/proof-routes.js";
import { receiptRoutes } from "./appointments/receipt-routes.js";
import type { Person } from "./access/permissions.js";
import { bookingRoutes } from "./booking/booking-routes.js";
import { describeHold } from "./booking/describe-hold.js";
import { handlePaymentEvent } from "./booking/follow-payment.js";
import { hasHours } from "./availability/find-availability.js";
import { availabilityRoutes } from "./availability/availability-routes.js";
import { checkRoutes } from "./checks/check-routes.js";
import { clientRoutes } from "./clients/client-routes.js";
import { conversationFileRoutes } from "./conversations/file-routes.js";
import { conversationRoutes, countForHeader } from "./conversations/conversation-routes.js";
import { conversationScriptRoutes } from "./conversations/script-routes.js";
import { withdrawRoutes } from "./conversations/withdraw-routes.js";
import { clientListRoutes } from "./desk/client-list-routes.js";
import { clientPageRoutes } from "./desk/client-page-routes.js";
import { dashboardRoutes } from "./desk/dashboard-routes.js";
import { sitemapRoutes } from "./search/sitemap-routes.js";
import { counsellorRoutes } from "./search/counsellor-routes.js";
import { profileRoutes } from "./profiles/profile-routes.js";
import { healthRoutes } from "./health/health-routes.js";
import { homeRoutes, practiceOfOne } from "./home/home-routes.js";
import { attachmentRoutes, noteRoutes } from "./notes/notes-routes.js";
import { couldNotReach } from "./notices/could-not-reach.js";
import { noticeRoutes } from "./notices/notice-routes.js";
import type { GatewayEvent } from "./payments/charge-rules.js";
import { hasPrices } from "./payments/has-prices.js";
import { isTestGateway } from "./payments/test-gateway.js";
import { directRoutes } from "./payments/direct-routes.js";
import { testGatewayRoutes } from "./payments/test-gateway-routes.js";
import { roomRoutes } from "./room/room-routes.js";
import { caseRoutes } from "./verification/case-routes.js";
import { verificationRoutes } from "./verification/verification-routes.js";
import type { Services } from "./services.js";
import { crisisHelp, crisisRoutes } from "./site/crisis-routes.js";
import { describeSite } from "./site/describe-site.js";
import { setupLeft, setupRoutes } from "./setup/setup-routes.js";
import { securityTextRoutes } from "./site/security-text-routes.js";
import { siteAdminRoutes, siteTextRoutes } from "./site/site-routes.js";
import { welcomeRoutes } from "./welcome/welcome-routes.js";
import { cspReports } from "./web/csp-reports.js";
import { csrf, csrfToken } from "./web/csrf.js";
import { format } from "./web/format.js";
import { handleError, noSuchPage } from "./web/handle-error.js";
import { headers } from "./web/headers.js";
import type { PassportMiddleware } from "./web/passport.js";
import { requireHttps } from "./web/require-https.js";
import { plainPaths } from "./web/plain-paths.js";
import { requestLog } from "./web/request-log.js";
import { staticFiles } from "./web/static-files.js";
import { limitVisits } from "./web/visits.js";
import { UnfinishedStore } from "./web/unfinished-store.js";

export interface PageEdge {
  loginSession: RequestHandler[];
  passport: PassportMiddleware;
  /** The site's public origin, or null to go by each request's own host. */
  origin: string | null;
  /** Whether people reach the site by https alone. */
  secure: boolean;
  /** How many proxies stand before the site, whose word on who asks is believed. */
  trustedProxies: number;
}

/** The whole site as an Express application that does not listen yet. */
export function buildApp(services: Services, edge: PageEdge): Express {
  const app = express();
  app.disable("x-powered-by");
  // Should the error page itself fail, Express answers without the stack that it shows elsewhere.
  app.set("env", "production");
  app.set("trust proxy", edge.trustedProxies);
  app.set("query parser", "simple");

  app.use((_req, res, next) => {
    res.locals.site = describeSite(services.site.current);
    next();
  }, crisisHelp(services));
  app.use(requestLog(services.log), healthRoutes(), requireHttps(edge), cspReports(services.log));
  app.use(staticFiles(edge), headers(edge), plainPaths);
  app.set("unfinished", new UnfinishedStore(services));
  app.use(edge.loginSession, edge.passport.read, limitVisits(services.visits), csrfToken, countForHeader);
  app.use(practiceOfOne(services), setupLeft(services));
  app.use(express.urlencoded({ extended: false, limit: "256kb" }), csrf);

  app.use(askToAccept(services));
  app.use(homeRoutes(services), sitemapRoutes(services), crisisRoutes(services), securityTextRoutes(services));
  app.use(accountRoutes(services, edge));
  app.use(proofRoutes(services), changeEmailRoutes(services));
  app.use(ownAccountRoutes(services, { couldNotReach }), detailsRoutes(services), acceptanceRoutes(services));
  app.use(counsellorRoutes(services));
  app.use(profileRoutes(services, hasHours), verificationRoutes(services), caseRoutes(services));
  app.use(availabilityRoutes(services));
  app.use(welcomeRoutes(services));
  app.use(directRoutes(services), bookingRoutes(services));
  app.use(receiptRoutes());
  app.use(noticeRoutes(services));
  if (isTestGateway(services.gateway)) {
    const handleEvent = (event: GatewayEvent) => handlePaymentEvent(services, event);
    const holdWords = (actor: Person, holdId: string) => describeHold(actor, holdId, format);
    app.use(testGatewayRoutes(services.gateway, { describeHold: holdWords, handleEvent }));
  }
  app.use(conversationRoutes(services), conversationScriptRoutes(services));
  app.use(conversationFileRoutes(services), withdrawRoutes(services));
  app.use(checkRoutes(services));
  app.use(clientRoutes(services), roomRoutes(services));
  app.use(clientListRoutes(), clientPageRoutes(services));
  app.use(dashboardRoutes(services));
  app.use(siteTextRoutes(services), siteAdminRoutes(services, hasPrices));
  app.use(noteRoutes(services), attachmentRoutes(services));
  app.use(
    adminRoutes(services),
    reportRoutes(services),
    deliveryRoutes(services),
    auditRoutes(),
    setupRoutes(services),
  );
  app.use(accountAdminRoutes(services), recoveryRoutes(services));

  app.use(noSuchPage, handleError(services.log));
  return app;
}
