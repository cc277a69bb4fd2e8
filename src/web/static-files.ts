import express, { type RequestHandler, Router } from "express";
import { existsSync } from "node:fs";
import path from "node:path";
import { STRICT_TRANSPORT_SECONDS } from "./headers.js";

const STRICT_TRANSPORT = `max-age=${STRICT_TRANSPORT_SECONDS}`;
const folder = path.resolve(import.meta.dirname, "../../public");

/**
 * Serves public/: built files for ever and compressed ahead of time, the rest for a day. They are no pages, so that they need few
 * of the security headers.
 */
export function staticFiles({ secure }: { secure: boolean }): Router {
  const router = Router();
  router.use(["/build", "/images"], (_req, res, next) => {
    res.set({ "X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin" });
    if (secure) res.set("Strict-Transport-Security", STRICT_TRANSPORT);
    next();
  });
  router.use("/build", letFrameLoad);
  router.use("/build", preferCompressed, express.static(path.join(folder, "build"), { immutable: true, maxAge: "1y" }));
  router.use("/images", express.static(path.join(folder, "images"), { maxAge: "1d" }));
  return router;
}

/** The frame that shows a PDF has no origin, so that the files of its viewer come from another one for it. */
const letFrameLoad: RequestHandler = (req, res, next) => {
  if (req.path.startsWith("/pdf-")) {
    res.set({ "Cross-Origin-Resource-Policy": "cross-origin", "Access-Control-Allow-Origin": "*" });
  }
  next();
};

const preferCompressed: RequestHandler = (req, res, next) => {
  const isCompressed =
    /^\/[\w.-]+\.(js|css|wasm)$/.test(req.path) && existsSync(path.join(folder, "build", `${req.path}.br`));
  if (!isCompressed) return next();
  res.vary("Accept-Encoding");
  if (req.acceptsEncodings("br")) {
    res.set("Content-Encoding", "br").type(path.extname(req.path));
    req.url += ".br";
  }
  next();
};
