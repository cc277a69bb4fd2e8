import { Router, type Request, type Response } from "express";
import type { Services } from "../services.js";
import { addressPart, allow, allowVisitorForm } from "../web/guards.js";
import { emptyForm, form, type FormState, type ShowForm } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { newPasswordForm } from "./account-forms.js";
import { PASSWORD_LENGTHS } from "./account-rules.js";
import { resetEnding } from "./link-ending-rules.js";
import { readableEmail } from "./readable-email.js";
import { findResetLink, resetPassword } from "./reset-password.js";
import { keptAgain } from "./visitor-form-rules.js";
import { keepSecret, leaveThisBrowser, showAgain } from "./visitor-page-routes.js";

const PAGE = "/reset-password/:token";

/** Choose a new password by a one-time link. Opening it spends nothing. */
export function resetPasswordRoutes(services: Services): Router {
  const router = Router();
  const showReset = showResetOf(services);

  router.get(PAGE, allow("page.see"), (req, res) => showReset(req, res, emptyForm));

  router.post(
    PAGE,
    allowVisitorForm("page.see", showAgain(showReset)),
    form(newPasswordForm, showReset, async (req, res, { password }) => {
      const ended = await resetPassword(services, {
        token: addressPart(req, "token"),
        password,
        address: req.ip ?? "",
      });
      services.loginsEnded(ended, "passwordChanged");
      await leaveThisBrowser(services, req);
      goTo(res, "/sign-in?done=password");
    }),
  );

  return router;
}

function showResetOf(services: Services): ShowForm {
  return async (req: Request, res: Response, formState: FormState) => {
    keepSecret(res);
    const link = await findResetLink(services, addressPart(req, "token"));
    if (link.state !== "open") {
      const ending = resetEnding(link.state);
      return show(res, "accounts/link-ended", { title: ending.heading, ...ending }, { status: ending.status });
    }
    await show(res, "accounts/reset-password", {
      title: "Choose a new password",
      email: readableEmail(link.email),
      leastPassword: PASSWORD_LENGTHS.least,
      form: formState,
      ...keptAgain(formState),
    });
  };
}
