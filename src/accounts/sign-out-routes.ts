import { Router } from "express";
import type { Services } from "../services.js";
import { allow } from "../web/guards.js";
import { goTo } from "../web/respond.js";
import { leaveThisBrowser } from "./visitor-page-routes.js";

/** Sign out on this device. */
export function signOutRoutes(services: Services): Router {
  const router = Router();

  router.post("/sign-out", allow("account.leave"), async (req, res) => {
    await leaveThisBrowser(services, req);
    goTo(res, "/");
  });

  return router;
}
