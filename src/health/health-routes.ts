import { Router, type Response } from "express";
import { databaseAnswers } from "../platform/database.js";
import { allow } from "../web/guards.js";

/** Health checks: the process is alive (/healthz); the database answers (/readyz), which also says whether news from other processes arrives. */
export function healthRoutes(isInTouch: () => boolean): Router {
  const router = Router();

  router.get("/healthz", allow("page.see"), (_req, res) => {
    plain(res).send("alive\n");
  });

  router.get("/readyz", allow("page.see"), async (_req, res) => {
    const ready = await databaseAnswers();
    plain(res.status(ready ? 200 : 503)).send(ready ? readyWords(isInTouch()) : "the database does not answer\n");
  });

  return router;
}

/** Comes before the headers of pages. */
const plain = (res: Response): Response => res.type("text").set("X-Content-Type-Options", "nosniff");

/** Without Redis everything stored still works, so the process can take requests. */
const readyWords = (isInTouch: boolean): string =>
  isInTouch ? "ready\n" : "ready, but Redis is unreachable: live updates between processes are delayed\n";
