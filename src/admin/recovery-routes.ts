import { Router } from "express";
import { handOutResetLink } from "../accounts/hand-out-reset-link.js";
import { removeAdmin } from "../accounts/remove-admin.js";
import { keepSecret } from "../accounts/visitor-page-routes.js";
import type { Services } from "../services.js";
import { allow, recordId } from "../web/guards.js";
import { person } from "../web/passport.js";
import { goTo, show } from "../web/respond.js";

/** For admins: a link to choose a new password for someone whom mail does not reach, and taking away admin rights. */
export function recoveryRoutes(services: Services): Router {
  const router = Router();

  router.post("/admin/accounts/:id/reset-link", allow("account.recover"), async (req, res) => {
    const link = await handOutResetLink(services, person(req), recordId(req));
    keepSecret(res);
    await show(res, "admin/reset-link", { title: "Password link", link });
  });

  router.post("/admin/accounts/:id/remove-admin", allow("admin.remove"), async (req, res) => {
    await removeAdmin(services, person(req), recordId(req));
    goTo(res, `/admin/accounts/${recordId(req)}`);
  });

  return router;
}
