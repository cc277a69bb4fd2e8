import { Router, type Request, type Response } from "express";
import type { Services } from "../services.js";
import { allow } from "../web/guards.js";
import { person } from "../web/passport.js";
import { emptyForm, form, type FormState } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { invoiceSettingsForm } from "./invoice-forms.js";
import { INVOICE_LENGTHS, rateWords } from "./invoice-rules.js";
import { findInvoiceSettings, saveInvoiceSettings } from "./invoice-settings.js";

/** What each of a counsellor's invoices says. */
export function invoiceSettingsRoutes(services: Services): Router {
  const router = Router();

  const showSettings = async (req: Request, res: Response, state: FormState): Promise<void> => {
    const settings = await findInvoiceSettings(services, person(req));
    await show(res, "invoices/settings", {
      title: "Your address and tax",
      form: state,
      address: settings.address || `${person(req).name}\n`,
      taxText: settings.taxText,
      taxRate: rateWords(settings.taxRate),
      version: state.entered.version ?? settings.version,
      lengths: INVOICE_LENGTHS,
    });
  };

  router.get("/invoices/settings", allow("invoice.write"), (req, res) => showSettings(req, res, emptyForm));

  router.post(
    "/invoices/settings",
    allow("invoice.write"),
    form(invoiceSettingsForm, showSettings, async (req, res, edited) => {
      await saveInvoiceSettings(services, person(req), edited);
      goTo(res, "/invoices");
    }),
  );

  return router;
}
