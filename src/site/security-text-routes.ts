import { Router } from "express";
import type { Services } from "../services.js";
import { allow } from "../web/guards.js";

const GOOD_FOR_MS = 180 * 24 * 60 * 60_000;

/** Where people who have found a vulnerability can write to (RFC 9116): the site's contact address, else the page of its legal notice. */
export function securityTextRoutes({ clock, site, siteUrl }: Services): Router {
  const router = Router();
  router.get("/.well-known/security.txt", allow("page.see"), (_req, res) => {
    const { contact } = site.current;
    const expires = new Date(clock.now().getTime() + GOOD_FOR_MS).toISOString();
    const lines = [
      `Contact: ${contact ? `mailto:${contact}` : `${siteUrl}/legal`}`,
      `Expires: ${expires}`,
      "Preferred-Languages: en",
      `Canonical: ${siteUrl}/.well-known/security.txt`,
    ];
    res.type("text/plain").send(`${lines.join("\n")}\n`);
  });
  return router;
}
