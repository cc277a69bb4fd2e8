import { Router } from "express";
import { choices, SESSION_TYPES, SPECIALIZATIONS } from "../catalogue/catalogue-rules.js";
import { allow } from "../web/guards.js";
import { show } from "../web/respond.js";

/** The landing page. */
export function homeRoutes(): Router {
  const router = Router();
  router.get("/", allow("page.see"), (_req, res) =>
    show(res, "home/landing", {
      title: "Talk with someone who can help",
      specializations: choices(SPECIALIZATIONS),
      sessionTypes: choices(SESSION_TYPES),
    }),
  );
  return router;
}
