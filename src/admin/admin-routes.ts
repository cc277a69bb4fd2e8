import { Router, type Request, type Response } from "express";
import type { Services } from "../services.js";
import { allow } from "../web/guards.js";
import { person } from "../web/passport.js";
import { emptyForm, form, type FormState } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { publishForm } from "./admin-forms.js";
import { VERIFIED_LENGTH, verifyField } from "./admin-rules.js";
import { countRecords } from "./count-records.js";
import { describeTotals } from "./describe-totals.js";
import { findWaiting } from "./find-waiting.js";
import { findUnchecked } from "./find-unchecked.js";
import { publishCounsellor } from "./publish-counsellor.js";

/** For admins: totals, and profiles awaiting verification. */
export function adminRoutes(services: Services): Router {
  const router = Router();

  router.get("/admin", allow("site.watch"), async (req, res) => {
    const [groups, totals, waiting] = await Promise.all([
      countRecords(person(req)),
      describeTotals(services, person(req)),
      findWaiting(person(req)),
    ]);
    await show(res, "admin/overview", { title: "Overview", groups, totals, waiting });
  });

  router.get("/admin/counsellors", allow("counsellor.check"), (req, res) => showUnchecked(req, res, emptyForm));

  router.post(
    "/admin/counsellors",
    allow("counsellor.check"),
    form(publishForm, showUnchecked, async (req, res, checked) => {
      await publishCounsellor(services, person(req), checked);
      goTo(res, "/admin/counsellors");
    }),
  );

  async function showUnchecked(req: Request, res: Response, state: FormState): Promise<void> {
    const waiting = (await findUnchecked(person(req))).map((profile) => ({ profile, ...verifyField(profile, state) }));
    await show(res, "admin/unchecked", { title: "Verification", waiting, longestWhat: VERIFIED_LENGTH, form: state });
  }

  return router;
}
