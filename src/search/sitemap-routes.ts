import { Router } from "express";
import { findPublishedSlugs } from "../profiles/find-published-slugs.js";
import type { Services } from "../services.js";
import { findLink } from "../web/find-link.js";
import { allow } from "../web/guards.js";

/** What search engines ask first: where they may look, and the addresses of the pages to list. */
export function sitemapRoutes({ siteUrl }: Services): Router {
  const router = Router();

  // Nothing is forbidden here: a page that is not to be listed says so itself, which only a visit tells.
  router.get("/robots.txt", allow("page.see"), (_req, res) => {
    res.type("text/plain").send(`User-agent: *\nDisallow:\nSitemap: ${siteUrl}/sitemap.xml\n`);
  });

  router.get("/sitemap.xml", allow("page.see"), async (_req, res) => {
    const slugs = findLink(res).isSearch ? await findPublishedSlugs() : [];
    const addresses = ["/", ...slugs.map((slug) => `/counsellors/${slug}`)];
    const urls = addresses.map((address) => `<url><loc>${siteUrl}${address}</loc></url>`);
    res
      .type("application/xml")
      .send(
        `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${urls.join("\n")}\n</urlset>\n`,
      );
  });

  return router;
}
