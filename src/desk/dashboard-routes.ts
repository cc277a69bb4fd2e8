import { Router } from "express";
import type { Services } from "../services.js";
import { format } from "../web/format.js";
import { allow } from "../web/guards.js";
import { person } from "../web/passport.js";
import { show } from "../web/respond.js";
import { describeToday } from "./describe-today.js";
import { findToday } from "./find-today.js";

/** Pages of a practice that the header does not lead to. */
const LINKS = [
  { href: "/appointments", label: "Appointments" },
  { href: "/availability", label: "Availability" },
  { href: "/profile", label: "Profile" },
];

/** A counsellor's landing page, and the part of it about today, which an open page takes again. */
export function dashboardRoutes(services: Services): Router {
  const router = Router();

  router.get("/dashboard", allow("desk.see"), async (req, res) => {
    const today = describeToday(await findToday(services, person(req)), person(req), format);
    await show(res, "desk/dashboard", { title: "Dashboard", links: LINKS, today });
  });

  router.get("/dashboard/today", allow("desk.see"), async (req, res) => {
    const today = describeToday(await findToday(services, person(req)), person(req), format);
    await show(res, "desk/today", { title: "Today", today }, { fragment: "desk/_today" });
  });

  return router;
}
