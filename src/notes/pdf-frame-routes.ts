import { Router } from "express";
import type { Services } from "../services.js";
import { asset } from "../web/assets.js";
import { allow } from "../web/guards.js";

/**
 * The inside of the frame in which a PDF is drawn. Also opened by itself, it has no origin: a hostile file that got hold of the viewer
 * would find no cookie and no page of the site, and may ask no other host for anything.
 */
const POLICY = [
  "sandbox allow-scripts",
  "default-src 'none'",
  // Scans need decoders in WebAssembly; no script is made from text.
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src blob:",
  "connect-src 'self'",
  "style-src 'self'",
  "img-src blob: data:",
  "font-src blob: data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join("; ");

/** The viewer of PDFs. It holds no file: the page around it hands it one. */
export function pdfFrameRoutes(services: Services): Router {
  const router = Router();

  router.get("/pdf-frame", allow("note.read"), async (_req, res) => {
    const html = await services.render("notes/pdf-frame", {
      style: asset("pdf-frame.css"),
      script: asset("pdf-frame.js"),
      worker: asset("pdf-worker.js"),
      jbig2: asset("pdf-jbig2.wasm"),
      openjpeg: asset("pdf-openjpeg.wasm"),
      tables: asset("pdf-tables"),
    });
    res.set({ "Content-Security-Policy": POLICY, "X-Frame-Options": "SAMEORIGIN" });
    res.type("html").send(html);
  });

  return router;
}
