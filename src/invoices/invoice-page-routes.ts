import { Router, type Request, type Response } from "express";
import { can } from "../access/permissions.js";
import type { Services } from "../services.js";
import { format } from "../web/format.js";
import { allow, recordId } from "../web/guards.js";
import { person } from "../web/passport.js";
import { emptyForm, form, type FormState } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { cancelInvoice } from "./cancel-invoice.js";
import { describeInvoice } from "./describe-invoice.js";
import { findInvoice } from "./find-invoice.js";
import { cancelInvoiceForm } from "./invoice-forms.js";

/** A template, and how its title names the invoice. */
interface Page {
  view: string;
  title: (heading: string) => string;
}

const INVOICE_PAGE: Page = { view: "invoices/invoice", title: (heading) => heading };
const CANCEL_PAGE: Page = { view: "invoices/cancel", title: (heading) => `Cancel ${heading.toLowerCase()}?` };

/** An invoice, for its counsellor and its client, to read, print or keep; and cancelling it. */
export function invoicePageRoutes(services: Services): Router {
  const router = Router();

  const showPage = async (req: Request, res: Response, state: FormState, { view, title }: Page): Promise<void> => {
    const found = await findInvoice(services, person(req), recordId(req));
    const { invoice, cancelledBy } = found;
    const words = describeInvoice(found, format.money);
    const isOwn = can(person(req), "invoice.write", invoice);
    await show(res, view, {
      title: title(words.heading),
      form: state,
      invoice: words,
      address: `/invoices/${String(invoice._id)}`,
      appointment: `/appointments/${String(invoice.appointmentId)}`,
      cancelledAt: cancelledBy && `/invoices/${String(cancelledBy._id)}`,
      canCancel: isOwn && invoice.kind === "invoice" && !cancelledBy,
      isOwn,
    });
  };
  const showCancel = (req: Request, res: Response, state: FormState) => showPage(req, res, state, CANCEL_PAGE);

  router.get("/invoices/:id", allow("invoice.see"), (req, res) => showPage(req, res, emptyForm, INVOICE_PAGE));

  router.get("/invoices/:id/cancel", allow("invoice.write"), (req, res) => showCancel(req, res, emptyForm));

  router.post(
    "/invoices/:id/cancel",
    allow("invoice.write"),
    form(cancelInvoiceForm, showCancel, async (req, res) => {
      goTo(res, `/invoices/${await cancelInvoice(services, person(req), recordId(req))}`);
    }),
  );

  return router;
}
