import { Router, type Request, type Response } from "express";
import type { Services } from "../services.js";
import { allow, allowVisitorForm } from "../web/guards.js";
import { form, type FormState, emptyForm } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { forgotForm } from "./account-forms.js";
import { RESET_MAILS_AN_HOUR } from "./account-rules.js";
import { askForResetLink } from "./send-reset-link.js";
import { keptAgain } from "./visitor-form-rules.js";
import { showAgain } from "./visitor-page-routes.js";

/** Ask for a link to choose a new password. What anyone sees is the same for every address. */
export function forgotPasswordRoutes(services: Services): Router {
  const router = Router();

  router.get("/forgot-password", allow("page.see"), (req, res) =>
    req.query.sent === "1" ? showSent(services, res) : showForm(req, res, emptyForm),
  );

  router.post(
    "/forgot-password",
    allowVisitorForm("page.see", showAgain(showForm)),
    form(forgotForm, showForm, async (req, res, { email }) => {
      await askForResetLink(services, { email, address: req.ip ?? "" });
      goTo(res, "/forgot-password?sent=1");
    }),
  );

  return router;
}

function showForm(_req: Request, res: Response, formState: FormState): Promise<void> {
  return show(res, "accounts/forgot-password", {
    title: "Forgot your password?",
    form: formState,
    ...keptAgain(formState),
  });
}

function showSent({ mailer }: Services, res: Response): Promise<void> {
  return show(res, "accounts/reset-link-sent", {
    title: "Check your e-mail",
    isMailed: mailer.via === "mail",
    most: RESET_MAILS_AN_HOUR,
  });
}
