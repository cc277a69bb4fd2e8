import { Router } from "express";
import type { Services } from "../services.js";
import { allow } from "../web/guards.js";
import { person } from "../web/passport.js";
import { show } from "../web/respond.js";
import { findToDo } from "./find-to-do.js";
import { findTotals } from "./find-totals.js";

/** For admins: what waits for them, and totals. */
export function adminRoutes(services: Services): Router {
  const router = Router();

  router.get("/admin", allow("site.watch"), async (req, res) => {
    const [totals, waiting] = await Promise.all([findTotals(person(req)), findToDo(services, person(req))]);
    await show(res, "admin/overview", { title: "Overview", totals, waiting });
  });

  return router;
}
