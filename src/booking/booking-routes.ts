import { Router } from "express";
import type { Services } from "../services.js";
import { attendanceRoutes } from "./attendance-routes.js";
import { blockRoutes } from "./block-routes.js";
import { cancelRoutes } from "./cancel-routes.js";
import { checkoutRoutes } from "./checkout-routes.js";
import { listRoutes } from "./list-routes.js";
import { pageRoutes, type FindInvoices } from "./page-routes.js";
import { paidRoutes } from "./paid-routes.js";
import { paymentRoutes } from "./payment-routes.js";
import { rescheduleRoutes } from "./reschedule-routes.js";
import { returnRoutes } from "./return-routes.js";
import { teenRoutes } from "./teen-routes.js";

/** Everything about appointments: holding and paying, the list, each one's page, and what can be changed there. */
export function bookingRoutes(services: Services, findInvoices: FindInvoices): Router {
  return Router().use(
    checkoutRoutes(services),
    teenRoutes(services),
    paymentRoutes(services),
    paidRoutes(services),
    listRoutes(services),
    pageRoutes(services, findInvoices),
    cancelRoutes(services),
    rescheduleRoutes(services),
    returnRoutes(services),
    blockRoutes(services),
    attendanceRoutes(),
  );
}
