import { Router } from "express";
import type { Services } from "../services.js";
import { allow, allowVisitorForm } from "../web/guards.js";
import { deviceOf } from "../web/passport.js";
import { form, type ShowForm, readInput } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { zoneChoices } from "../web/zone-rules.js";
import { acceptTexts } from "./accept-texts.js";
import { shownVersions } from "./acceptance-forms.js";
import { registerForm } from "./account-forms.js";
import { PASSWORD_LENGTHS } from "./account-rules.js";
import { amongFew } from "./at-once.js";
import { registerAccount } from "./register-account.js";
import { visitorFormView } from "./visitor-form-rules.js";
import { beginLogin, goOnOrShowAgain, showUnlessSignedIn } from "./visitor-page-routes.js";

/** Leads newcomers through setting up; a folder above shows it. */
const FIRST_VISIT = "/welcome";

/** Register as a client or a counsellor. */
export function registerRoutes(services: Services): Router {
  const router = Router();
  const showRegister = showRegisterOf(services);

  router.get("/register", allow("page.see"), showUnlessSignedIn(showRegister));

  router.post(
    "/register",
    allowVisitorForm("page.see", goOnOrShowAgain(showRegister)),
    form(registerForm, showRegister, async (req, res, { next, as, ...registration }) => {
      const address = req.ip ?? "";
      const newcomer = { ...registration, role: as ?? "client", device: deviceOf(req), address } as const;
      const person = await amongFew(address, async () => {
        await services.tries.countRegistration(address);
        return registerAccount(services, newcomer);
      });
      await acceptTexts(services, person, readInput(shownVersions, req.body));
      await beginLogin(services, req, person);
      goTo(res, person.role === "counsellor" ? FIRST_VISIT : (next ?? FIRST_VISIT));
    }),
  );

  return router;
}

function showRegisterOf({ site }: Services): ShowForm {
  return (_req, res, formState) =>
    show(res, "accounts/register", {
      title: "Register",
      form: formState,
      ...visitorFormView(formState),
      textVersions: site.textVersions,
      leastPassword: PASSWORD_LENGTHS.least,
      zones: zoneChoices(),
    });
}
