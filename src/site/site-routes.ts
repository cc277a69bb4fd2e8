import { Router } from "express";
import { renderMarkdown } from "../platform/markdown.js";
import type { Services } from "../services.js";
import { addressPart, allow } from "../web/guards.js";
import { show } from "../web/respond.js";
import { fillIn } from "./fill-in-rules.js";
import { findLogo } from "./save-logo.js";
import { findText } from "./site-texts.js";
import { SITE_TEXTS, TEXT_KINDS } from "./site-texts-rules.js";

const ONE_YEAR = 365 * 24 * 60 * 60;

/** What every site has for everyone to see: its texts and its logo. */
export function siteTextRoutes(services: Services): Router {
  const router = Router();

  router.get("/logo/:reference", allow("page.see"), async (req, res) => {
    const bytes = await findLogo(services, addressPart(req, "reference"));
    res.type("image/webp").set("Cache-Control", `public, max-age=${ONE_YEAR}, immutable`).send(bytes);
  });

  for (const kind of TEXT_KINDS) {
    router.get(SITE_TEXTS[kind].path, allow("page.see"), async (_req, res) => {
      const { markdown, at } = await findText(kind);
      const html = renderMarkdown(fillIn(markdown, services.site.current));
      await show(res, "site/text", { title: SITE_TEXTS[kind].title, html, at });
    });
  }
  return router;
}
