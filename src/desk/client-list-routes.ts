import { Router, type Request, type Response } from "express";
import { NAME_LENGTHS } from "../accounts/account-rules.js";
import { findInvitations } from "../invitations/find-invitations.js";
import { findOwnProfile } from "../profiles/find-own-profile.js";
import type { Services } from "../services.js";
import { doneWords } from "../web/done-words.js";
import { format } from "../web/format.js";
import { allow } from "../web/guards.js";
import { person } from "../web/passport.js";
import { emptyForm, type FormState, readInput } from "../web/read-form.js";
import { show } from "../web/respond.js";
import { EMAIL_LENGTH } from "../web/text-rules.js";
import { clientSearch } from "./client-forms.js";
import { describeClients } from "./describe-clients.js";
import { describeInvitations } from "./describe-invitations.js";
import { findClients } from "./find-clients.js";

const DONE: Record<string, string> = {
  invited: "The invitation is on its way.",
  again: "The invitation is on its way again. Only the link in the new e-mail works.",
  withdrawn: "The invitation is withdrawn. Its link no longer works.",
};

/** The list of a counsellor's clients. */
export function clientListRoutes(services: Services): Router {
  const router = Router();

  router.get("/clients", allow("client.see"), (req, res) =>
    showClients(services, req, res, { page: req.query.page }, emptyForm),
  );

  // Sent like a form that changes something, so that no client's name ends up in an address bar or a history.
  router.post("/clients", allow("client.see"), (req, res) =>
    showClients(services, req, res, req.body as object, emptyForm),
  );

  return router;
}

/** Shows the clients that are asked for, with the form that invites others. */
export async function showClients(
  services: Services,
  req: Request,
  res: Response,
  asked: object,
  state: FormState,
): Promise<void> {
  const { words, page } = readInput(clientSearch, asked);
  const [found, invitations, profile] = await Promise.all([
    findClients(person(req), words, page),
    findInvitations(services, person(req)),
    findOwnProfile(person(req)),
  ]);
  const text = doneWords(req, DONE);
  await show(res, "desk/clients", {
    title: "Clients",
    words,
    longestWords: NAME_LENGTHS.most,
    longestEmail: EMAIL_LENGTH,
    ...describeClients(found, words, person(req), format),
    open: describeInvitations(invitations, person(req), format),
    mayInvite: profile.published && !profile.suspended,
    form: state,
    ...(text && { notice: { tone: "success", text } }),
  });
}
