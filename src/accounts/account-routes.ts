import { Router } from "express";
import type { Services } from "../services.js";
import type { PassportMiddleware } from "../web/passport.js";
import { becomeAdminRoutes } from "./become-admin-routes.js";
import { forgotPasswordRoutes } from "./forgot-password-routes.js";
import { registerRoutes } from "./register-routes.js";
import { resetPasswordRoutes } from "./reset-password-routes.js";
import { signInRoutes } from "./sign-in-routes.js";
import { signOutRoutes } from "./sign-out-routes.js";

/** Ways into an account, back into it, and out of it. */
export function accountRoutes(services: Services, edge: { passport: PassportMiddleware }): Router {
  const router = Router();
  router.use(registerRoutes(services), signInRoutes(services, edge), signOutRoutes(services));
  router.use(forgotPasswordRoutes(services), resetPasswordRoutes(services));
  router.use(becomeAdminRoutes(services));
  return router;
}
