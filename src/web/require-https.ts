import type { RequestHandler } from "express";

/** Sends whoever came by plain http to the same address by https (308, so that a form is sent again as it is). */
export function requireHttps({ origin, secure }: { origin: string | null; secure: boolean }): RequestHandler {
  return (req, res, next) => {
    if (!secure || req.secure) return next();
    const path = req.originalUrl.startsWith("/") ? req.originalUrl : "/";
    return res.redirect(308, `${origin}${path}`);
  };
}
