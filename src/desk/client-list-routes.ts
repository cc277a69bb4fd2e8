import { Router, type Request, type Response } from "express";
import { NAME_LENGTHS } from "../accounts/account-rules.js";
import { format } from "../web/format.js";
import { allow } from "../web/guards.js";
import { person } from "../web/passport.js";
import { show } from "../web/respond.js";
import { clientSearch } from "./client-forms.js";
import { describeClients } from "./describe-clients.js";
import { findClients } from "./find-clients.js";

/** The list of a counsellor's clients. */
export function clientListRoutes(): Router {
  const router = Router();

  router.get("/clients", allow("client.see"), (req, res) => showClients(req, res, { page: req.query.page }));

  // Sent like a form that changes something, so that no client's name ends up in an address bar or a history.
  router.post("/clients", allow("client.see"), (req, res) => showClients(req, res, req.body as object));

  return router;
}

async function showClients(req: Request, res: Response, asked: object): Promise<void> {
  const { words, page } = clientSearch.parse(asked);
  const found = await findClients(person(req), words, page);
  await show(res, "desk/clients", {
    title: "Clients",
    words,
    longestWords: NAME_LENGTHS.most,
    ...describeClients(found, words, person(req), format),
  });
}
