import type { ErrorRequestHandler, RequestHandler } from "express";
import helmet from "helmet";
import { CSP_REPORTS_PATH } from "./csp-reports.js";

/** Two years: how long a browser uses https only. */
export const STRICT_TRANSPORT_SECONDS = 63_072_000;

/** Security headers: nothing from other hosts, no inline script or style, devices for this site alone. */
export function headers(options: { origin: string | null; secure: boolean }): RequestHandler[] {
  const socket = options.origin ? [options.origin.replace(/^http/, "ws")] : [];
  return [
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'"],
          imgSrc: ["'self'"],
          mediaSrc: ["'self'", "blob:"],
          connectSrc: ["'self'", ...socket],
          formAction: ["'self'"],
          baseUri: ["'none'"],
          frameAncestors: ["'none'"],
          // No script is made from text. The one policy lets the site's own HTML through (browser/page/trusted-html).
          requireTrustedTypesFor: ["'script'"],
          trustedTypes: ["default"],
          reportUri: [CSP_REPORTS_PATH],
        },
      },
      strictTransportSecurity: options.secure && { maxAge: STRICT_TRANSPORT_SECONDS, includeSubDomains: false },
      referrerPolicy: { policy: "same-origin" },
      xFrameOptions: { action: "deny" },
      // Headers that no current browser heeds would cost bytes on every answer.
      xDnsPrefetchControl: false,
      xDownloadOptions: false,
      xPermittedCrossDomainPolicies: false,
      xXssProtection: false,
    }),
    permissions,
  ];
}

/** Gives them to the page about an error that came before them, such as one of a static file. Passes the error on. */
export function headersOfErrors(all: RequestHandler[]): ErrorRequestHandler {
  return (error, req, res, next) => {
    if (res.headersSent || res.get("Content-Security-Policy")) return next(error);
    const set = ([first, ...rest]: RequestHandler[]): unknown =>
      first ? first(req, res, () => set(rest)) : next(error);
    set(all);
  };
}

const permissions: RequestHandler = (_req, res, next) => {
  res.set(
    "Permissions-Policy",
    "camera=(self), microphone=(self), display-capture=(self), fullscreen=(self), geolocation=(), payment=(), usb=()",
  );
  next();
};
