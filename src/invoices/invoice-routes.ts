import { Router } from "express";
import type { Services } from "../services.js";
import { invoicePageRoutes } from "./invoice-page-routes.js";
import { invoiceSettingsRoutes } from "./invoice-settings-routes.js";
import { issueRoutes } from "./issue-routes.js";
import { monthRoutes } from "./month-routes.js";

/** Everything about invoices: the month's list, what all of them say, issuing one, reading and cancelling it. */
export function invoiceRoutes(services: Services): Router {
  return Router().use(
    monthRoutes(services),
    invoiceSettingsRoutes(services),
    issueRoutes(services),
    invoicePageRoutes(services),
  );
}
