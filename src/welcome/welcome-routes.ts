import { Router } from "express";
import { homeOf } from "../accounts/visitor-page-routes.js";
import type { Services } from "../services.js";
import { allow } from "../web/guards.js";
import { person } from "../web/passport.js";
import { goTo, show } from "../web/respond.js";
import { clientStepRoutes } from "./client-step-routes.js";
import { dismiss, findCounsellorSteps, findStepsLeft } from "./setting-up.js";
import { stepPath } from "./step-rules.js";

/** What the first visit leads through: a client to what matters now, a counsellor to a published profile. */
export function welcomeRoutes(services: Services): Router {
  const router = Router();

  router.get("/welcome", allow("account.manage"), async (req, res) => {
    const newcomer = person(req);
    if (newcomer.role === "admin") return goTo(res, "/admin");
    if (newcomer.role === "client") {
      const [next] = await findStepsLeft(newcomer);
      return goTo(res, next ? stepPath(next) : "/appointments");
    }
    const steps = await findCounsellorSteps(newcomer);
    await show(res, "welcome/counsellor", {
      title: "Publish your profile",
      steps,
      canPreview: steps[0]?.state === "done",
      isDone: steps.every(({ state }) => state === "done"),
    });
  });

  router.post("/welcome/dismiss", allow("account.manage"), async (req, res) => {
    await dismiss(person(req));
    goTo(res, homeOf(person(req)));
  });

  return router.use(clientStepRoutes(services));
}
