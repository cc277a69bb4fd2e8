import type { RequestHandler } from "express";
import { ownAccountRoutes } from "./accounts/own-account-routes.js";
import { acceptanceRoutes } from "./accounts/acceptance-routes.js";
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
import { conversationRoutes } from "./conversations/conversation-routes.js";
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
import { homeRoutes } from "./home/home-routes.js";
import { attachmentRoutes } from "./notes/attachment-routes.js";
import { pdfFrameRoutes } from "./notes/pdf-frame-routes.js";
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
import { crisisRoutes } from "./site/crisis-routes.js";
import { setupRoutes } from "./setup/setup-routes.js";
import { securityTextRoutes } from "./site/security-text-routes.js";
import { siteSettingsRoutes } from "./site/settings-routes.js";
import { siteTextRoutes } from "./site/site-routes.js";
import { textEditorRoutes } from "./site/text-editor-routes.js";
import type { PassportMiddleware } from "./web/passport.js";
import { welcomeRoutes } from "./welcome/welcome-routes.js";
import { format } from "./web/format.js";

/** The pages of every feature, in the order in which their routes are tried. */
export function featurePages(services: Services, edge: { passport: PassportMiddleware }): RequestHandler[] {
  return [
    publicPages(services),
    accountPages(services, edge),
    counsellorPages(services),
    appointmentPages(services),
    conversationPages(services),
    adminPages(services),
  ].flat();
}

function publicPages(services: Services): RequestHandler[] {
  return [
    homeRoutes(services),
    sitemapRoutes(services),
    crisisRoutes(services),
    securityTextRoutes(services),
    siteTextRoutes(services),
    counsellorRoutes(services),
  ];
}

function accountPages(services: Services, edge: { passport: PassportMiddleware }): RequestHandler[] {
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

function counsellorPages(services: Services): RequestHandler[] {
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
    pdfFrameRoutes(services),
    openingRoutes(),
    noteSearchRoutes(services),
    handOverRoutes(services),
  ];
}

function appointmentPages(services: Services): RequestHandler[] {
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
function testGatewayPages(services: Services): RequestHandler[] {
  if (!isTestGateway(services.gateway)) return [];
  const handleEvent = (event: GatewayEvent) => handlePaymentEvent(services, event);
  const holdWords = (actor: Person, holdId: string) => describeHold(actor, holdId, format);
  return [testGatewayRoutes(services.gateway, { describeHold: holdWords, handleEvent })];
}

function conversationPages(services: Services): RequestHandler[] {
  return [
    conversationRoutes(services),
    reportConversationRoutes(services),
    conversationScriptRoutes(services),
    conversationFileRoutes(services),
    withdrawRoutes(services),
  ];
}

function adminPages(services: Services): RequestHandler[] {
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
