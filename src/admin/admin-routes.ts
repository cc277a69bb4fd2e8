import { Router } from "express";
import { allow } from "../web/guards.js";
import { actor } from "../web/passport.js";
import { show } from "../web/respond.js";
import { countRecords } from "./count-records.js";

/** Numbers for whoever looks after the site. */
export function adminRoutes(): Router {
  const router = Router();
  router.get("/admin", allow("site.watch"), async (req, res) => {
    await show(res, "admin/numbers", { title: "Numbers", groups: await countRecords(actor(req)) });
  });
  return router;
}
