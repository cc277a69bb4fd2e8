import { Router, type Request, type Response } from "express";
import type { Services } from "../services.js";
import { addressPart, allow, allowVisitorForm } from "../web/guards.js";
import { deviceOf } from "../web/passport.js";
import { emptyForm, form, type FormState, type ShowForm } from "../web/read-form.js";
import { readerZone } from "../web/reader-zone.js";
import { goTo, show } from "../web/respond.js";
import { adminForm, confirmAdminForm } from "./account-forms.js";
import { PASSWORD_LENGTHS } from "./account-rules.js";
import { confirmAdmin, findAdminOffer, registerAdmin } from "./become-admin.js";
import { adminEnding } from "./link-ending-rules.js";
import { readableEmail } from "./readable-email.js";
import { keptAgain } from "./visitor-form-rules.js";
import { beginLogin, keepSecret, showAgain } from "./visitor-page-routes.js";

const PAGE = "/become-admin/:token";

/** Become an admin by the link that `make-admin` printed. Opening it spends nothing. */
export function becomeAdminRoutes(services: Services): Router {
  const router = Router();
  const showOffer = showOfferOf(services);

  router.get(PAGE, allow("page.see"), (req, res) => showOffer(req, res, emptyForm));

  router.post(
    PAGE,
    allowVisitorForm("page.see", showAgain(showOffer)),
    form(adminForm, showOffer, async (req, res, { name, password }) => {
      const zone = readerZone(req) ?? services.site.current.zone;
      const admin = await registerAdmin(services, addressPart(req, "token"), {
        name,
        password,
        zone,
        ...browserOf(req),
      });
      await beginLogin(services, req, admin);
      goTo(res, "/admin");
    }),
  );

  router.post(
    `${PAGE}/confirm`,
    allowVisitorForm("page.see", showAgain(showOffer)),
    form(confirmAdminForm, showOffer, async (req, res, { password }) => {
      const admin = await confirmAdmin(services, addressPart(req, "token"), { password, ...browserOf(req) });
      await beginLogin(services, req, admin);
      goTo(res, "/admin");
    }),
  );

  return router;
}

function showOfferOf(services: Services): ShowForm {
  return async (req: Request, res: Response, formState: FormState) => {
    keepSecret(res);
    const offer = await findAdminOffer(services, addressPart(req, "token"));
    if (!offer)
      return show(res, "accounts/link-ended", { title: adminEnding.heading, ...adminEnding }, { status: 410 });
    const view = offer.counsellorName === null ? "accounts/become-admin" : "accounts/confirm-admin";
    await show(res, view, {
      title: "Become an admin",
      sendTo: `/become-admin/${addressPart(req, "token")}`,
      email: readableEmail(offer.email),
      name: offer.counsellorName,
      leastPassword: PASSWORD_LENGTHS.least,
      form: formState,
      ...keptAgain(formState),
    });
  };
}

const browserOf = (req: Request) => ({ device: deviceOf(req), address: req.ip ?? "" });
