import { Router, type RequestHandler } from "express";
import { choices, SESSION_TYPES, SPECIALIZATIONS } from "../catalogue/catalogue-rules.js";
import type { Counsellor } from "../profiles/counsellor-model.js";
import { findOnlyCounsellor } from "../profiles/find-only-counsellor.js";
import { showCounsellor } from "../search/counsellor-page-routes.js";
import type { Services } from "../services.js";
import { leadToOnlyCounsellor } from "../web/find-link.js";
import { allow } from "../web/guards.js";
import { show } from "../web/respond.js";

/**
 * In a practice of one, leads every page to the only counsellor instead of to the search: `first` starts to look for them, while the
 * login session is read, and `then` leads.
 */
export function practiceOfOne({ site }: Services): { first: RequestHandler; then: RequestHandler } {
  return {
    first(_req, res, next) {
      const finding = site.current.practiceOfOne ? findOnlyCounsellor() : Promise.resolve(null);
      finding.catch(() => undefined);
      res.locals.findingOnlyCounsellor = finding;
      next();
    },
    async then(_req, res, next) {
      const counsellor = await (res.locals.findingOnlyCounsellor as ReturnType<typeof findOnlyCounsellor>);
      if (counsellor) leadToOnlyCounsellor(res);
      res.locals.onlyCounsellor = counsellor;
      next();
    },
  };
}

/** The home page: in a practice of one that counsellor's page, else what this place is. */
export function homeRoutes(services: Services): Router {
  const router = Router();
  router.get("/", allow("page.see"), async (req, res) => {
    const { onlyCounsellor: counsellor } = res.locals as { onlyCounsellor: Counsellor | null };
    if (counsellor) return showCounsellor(services, req, res, { counsellor, path: "/" });
    await show(res, "home/landing", {
      title: "Talk with someone who can help",
      found: {
        canonical: `${services.siteUrl}/`,
        description:
          "Choose a professional counsellor, book a time, and meet by video, by voice or in writing, wherever you are.",
      },
      specializations: choices(SPECIALIZATIONS),
      sessionTypes: choices(SESSION_TYPES),
    });
  });
  return router;
}
