import { Router, type Request, type Response } from "express";
import { describeFacts } from "../appointments/describe-facts.js";
import type { Services } from "../services.js";
import { format } from "../web/format.js";
import { allow, recordId } from "../web/guards.js";
import { person } from "../web/passport.js";
import { emptyForm, form, type FormState } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { findInvoiceDraft } from "./find-invoice-draft.js";
import { invoiceForm } from "./invoice-forms.js";
import { INVOICE_LENGTHS } from "./invoice-rules.js";
import { issueInvoice } from "./issue-invoice.js";

/** Issuing the invoice for a session. */
export function issueRoutes(services: Services): Router {
  const router = Router();

  const showDraft = async (req: Request, res: Response, state: FormState): Promise<void> => {
    const { appointment, settings, isOpen, to } = await findInvoiceDraft(services, person(req), recordId(req));
    if (!isOpen) return goTo(res, `/appointments/${appointment.id}`);
    await show(res, "invoices/issue", {
      title: "Issue an invoice",
      form: state,
      facts: describeFacts(appointment, person(req), format),
      address: `/appointments/${appointment.id}`,
      from: settings.address,
      to,
      maxlength: INVOICE_LENGTHS.address,
    });
  };

  router.get("/appointments/:id/invoice", allow("invoice.write"), (req, res) => showDraft(req, res, emptyForm));

  router.post(
    "/appointments/:id/invoice",
    allow("invoice.write"),
    form(invoiceForm, showDraft, async (req, res, { to }) => {
      const id = await issueInvoice(services, person(req), { appointmentId: recordId(req), to });
      goTo(res, `/invoices/${id}`);
    }),
  );

  return router;
}
