import type { RequestHandler } from "express";

/** Redirects plain http to the same address by https (308, so that a form is sent again unchanged). */
export function requireHttps({ origin, secure }: { origin: string | null; secure: boolean }): RequestHandler {
  return (req, res, next) => {
    if (!secure || req.secure) return next();
    const path = req.originalUrl.startsWith("/") ? req.originalUrl : "/";
    return res.redirect(308, `${origin}${path}`);
  };
}
