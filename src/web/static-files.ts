import express, { type RequestHandler, Router } from "express";
import { existsSync } from "node:fs";
import path from "node:path";

const folder = path.resolve(import.meta.dirname, "../../public");

/**
 * Serves public/: built files for ever and compressed ahead of time, the rest for a day. They are no pages, so that of the
 * security headers they need one.
 */
export function staticFiles(): Router {
  const router = Router();
  router.use(["/build", "/images"], (_req, res, next) => {
    res.set("X-Content-Type-Options", "nosniff");
    next();
  });
  router.use("/build", preferCompressed, express.static(path.join(folder, "build"), { immutable: true, maxAge: "1y" }));
  router.use("/images", express.static(path.join(folder, "images"), { maxAge: "1d" }));
  return router;
}

const preferCompressed: RequestHandler = (req, res, next) => {
  const isCompressed =
    /^\/[\w.-]+\.(js|css)$/.test(req.path) && existsSync(path.join(folder, "build", `${req.path}.br`));
  if (!isCompressed) return next();
  res.vary("Accept-Encoding");
  if (req.acceptsEncodings("br")) {
    res.set("Content-Encoding", "br").type(path.extname(req.path));
    req.url += ".br";
  }
  next();
};
