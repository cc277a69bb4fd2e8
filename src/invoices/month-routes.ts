import { Router, type Request } from "express";
import { todayIn } from "../profiles/verified-rules.js";
import type { Services } from "../services.js";
import { format } from "../web/format.js";
import { allow } from "../web/guards.js";
import { writeAmount } from "../web/money-rules.js";
import { person } from "../web/passport.js";
import { show } from "../web/respond.js";
import { sendCsv } from "../web/send-csv.js";
import { siteCurrency } from "../web/site-currency.js";
import { readInput } from "../web/read-form.js";
import { describeMonth } from "./describe-month.js";
import { findInvoices, findOpenSessions } from "./find-invoices.js";
import { monthQuery } from "./invoice-forms.js";
import { monthOf } from "./invoice-rules.js";
import { invoiceTable } from "./invoice-table.js";

/** A counsellor's invoices of a month, on a page and as a file. */
export function monthRoutes(services: Services): Router {
  const router = Router();

  router.get("/invoices", allow("invoice.write"), async (req, res) => {
    const { month, present, page } = monthsFor(services, req);
    const [invoices, open] = await Promise.all([
      findInvoices(services, person(req), month),
      findOpenSessions(person(req), month, page),
    ]);
    const { zone } = person(req);
    await show(res, "invoices/month", {
      title: "Invoices",
      ...describeMonth({ month, present, zone }, invoices, open, format),
    });
  });

  router.get("/invoices/month.csv", allow("invoice.write"), async (req, res) => {
    const { month } = monthsFor(services, req);
    const invoices = await findInvoices(services, person(req), month);
    const amount = (smallest: number): string => writeAmount(smallest, siteCurrency());
    sendCsv(res, `invoices-${month}.csv`, invoiceTable(invoices, amount));
  });

  return router;
}

/** The month that is asked for, or else the present one. */
function monthsFor({ clock }: Services, req: Request): { month: string; present: string; page: number } {
  const present = monthOf(todayIn(person(req).zone, clock.now()));
  const { month = present, page } = readInput(monthQuery, req.query);
  return { month, present, page };
}
