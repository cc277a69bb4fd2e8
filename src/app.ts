import express, { type Express, type RequestHandler, type Router } from "express";
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
import { priceRoutes } from "./clients/price-routes.js";
import { clientRoutes } from "./clients/client-routes.js";
import { conversationFileRoutes } from "./conversations/file-routes.js";
import { conversationRoutes, countForHeader } from "./conversations/conversation-routes.js";
import { reportConversationRoutes } from "./conversations/report-conversation-routes.js";
import { conversationScriptRoutes } from "./conversations/script-routes.js";
import { withdrawRoutes } from "./conversations/withdraw-routes.js";
import { clientListRoutes } from "./desk/client-list-routes.js";
import { inviteRoutes } from "./desk/invite-routes.js";
import { invitationRoutes } from "./invitations/invitation-routes.js";
import { clientPageRoutes } from "./desk/client-page-routes.js";
import { dashboardRoutes } from "./desk/dashboard-routes.js";
import { sitemapRoutes } from "./search/sitemap-routes.js";
import { counsellorRoutes } from "./search/counsellor-routes.js";
import { profileRoutes } from "./profiles/profile-routes.js";
import { healthRoutes } from "./health/health-routes.js";
import { metricsRoutes } from "./health/metrics-routes.js";
import { homeRoutes, practiceOfOne } from "./home/home-routes.js";
import { attachmentRoutes } from "./notes/attachment-routes.js";
import { noteHistoryRoutes } from "./notes/history-routes.js";
import { noteRoutes } from "./notes/notes-routes.js";
import { signRoutes } from "./notes/sign-routes.js";
import { noteTemplateRoutes } from "./notes/template-routes.js";
import { unsignedRoutes } from "./notes/unsigned-routes.js";
import { attachedFileRoutes } from "./notes/attached-file-routes.js";
import { handOverRoutes } from "./notes/hand-over-routes.js";
import { openingRoutes } from "./notes/opening-routes.js";
import { noteSearchRoutes } from "./notes/search-routes.js";
import { couldNotReach } from "./notices/could-not-reach.js";
import { noticeRoutes } from "./notices/notice-routes.js";
import { offerRoutes } from "./offers/offer-routes.js";
import type { GatewayEvent } from "./payments/charge-rules.js";
import { hasPrices } from "./payments/has-prices.js";
import { findInvoicesOf } from "./invoices/find-invoice.js";
import { invoiceRoutes } from "./invoices/invoice-routes.js";
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
import { siteSettingsRoutes } from "./site/settings-routes.js";
import { siteTextRoutes } from "./site/site-routes.js";
import { textEditorRoutes } from "./site/text-editor-routes.js";
import { welcomeRoutes } from "./welcome/welcome-routes.js";
import { databaseIsAway } from "./platform/database.js";
import { answerAway } from "./web/answer-away.js";
import { cspReports } from "./web/csp-reports.js";
import { csrf, csrfToken } from "./web/csrf.js";
import { format } from "./web/format.js";
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
  app.use(
    publicPages(services),
    accountPages(services, edge),
    counsellorPages(services),
    appointmentPages(services),
    conversationPages(services),
    adminPages(services),
  );
  app.use(noSuchPage, headersOfErrors(headers(edge)), handleError(services.log));
  return app;
}

type Chain = (RequestHandler | Router)[];

/** Comes before anybody is known: what every page shows, the log, static files, headers and health. */
function beforePages(services: Services, edge: PageEdge): Chain {
  const nameSite: RequestHandler = (_req, res, next) => {
    res.locals.site = describeSite(services.site.current);
    next();
  };
  return [
    nameSite,
    endStalledBodies(STALLED_MS),
    crisisHelp(services),
    requestLog(services),
    healthRoutes(),
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
function readRequest(services: Services, edge: PageEdge): Chain {
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

function publicPages(services: Services): Chain {
  return [
    homeRoutes(services),
    sitemapRoutes(services),
    crisisRoutes(services),
    securityTextRoutes(services),
    siteTextRoutes(services),
    counsellorRoutes(services),
  ];
}

function accountPages(services: Services, edge: PageEdge): Chain {
  return [
    accountRoutes(services, edge),
    proofRoutes(services),
    changeEmailRoutes(services),
    ownAccountRoutes(services, { couldNotReach }),
    detailsRoutes(services),
    acceptanceRoutes(services),
    welcomeRoutes(services),
    noticeRoutes(services),
  ];
}

function counsellorPages(services: Services): Chain {
  return [
    profileRoutes(services, hasHours),
    verificationRoutes(services),
    availabilityRoutes(services),
    clientRoutes(services),
    invitationRoutes(services),
    clientListRoutes(services),
    inviteRoutes(services),
    clientPageRoutes(services),
    priceRoutes(),
    dashboardRoutes(services),
    noteRoutes(services),
    signRoutes(services),
    noteHistoryRoutes(services),
    noteTemplateRoutes(services),
    unsignedRoutes(services),
    attachmentRoutes(services),
    attachedFileRoutes(services),
    openingRoutes(),
    noteSearchRoutes(services),
    handOverRoutes(services),
  ];
}

function appointmentPages(services: Services): Chain {
  return [
    directRoutes(services),
    bookingRoutes(services, findInvoicesOf),
    invoiceRoutes(services),
    offerRoutes(services),
    receiptRoutes(),
    testGatewayPages(services),
    checkRoutes(services),
    roomRoutes(services),
  ].flat();
}

/** The pages of the test gateway, where payments go through it. */
function testGatewayPages(services: Services): Chain {
  if (!isTestGateway(services.gateway)) return [];
  const handleEvent = (event: GatewayEvent) => handlePaymentEvent(services, event);
  const holdWords = (actor: Person, holdId: string) => describeHold(actor, holdId, format);
  return [testGatewayRoutes(services.gateway, { describeHold: holdWords, handleEvent })];
}

function conversationPages(services: Services): Chain {
  return [
    conversationRoutes(services),
    reportConversationRoutes(services),
    conversationScriptRoutes(services),
    conversationFileRoutes(services),
    withdrawRoutes(services),
  ];
}

function adminPages(services: Services): Chain {
  return [
    caseRoutes(services),
    siteSettingsRoutes(services, hasPrices),
    textEditorRoutes(services),
    adminRoutes(services),
    reportRoutes(services),
    deliveryRoutes(services),
    auditRoutes(),
    setupRoutes(services),
    accountAdminRoutes(services),
    recoveryRoutes(services),
  ];
}
