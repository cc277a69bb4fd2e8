import { Router, type Request, type Response } from "express";
import { buttonForm, inviteForm } from "../invitations/invitation-forms.js";
import { inviteAgain, inviteClient, withdrawInvitation } from "../invitations/invite-client.js";
import type { Services } from "../services.js";
import { allow, recordId } from "../web/guards.js";
import { person } from "../web/passport.js";
import { form, type FormState } from "../web/read-form.js";
import { goTo } from "../web/respond.js";
import { showClients } from "./client-list-routes.js";

const PAGE = "/clients/invitations";

/** Inviting clients by mail, from the list of clients. */
export function inviteRoutes(services: Services): Router {
  const router = Router();
  const showAgain = (req: Request, res: Response, state: FormState) => showClients(services, req, res, {}, state);

  router.post(
    PAGE,
    allow("client.invite"),
    form(inviteForm, showAgain, async (req, res, { email }) => {
      await inviteClient(services, person(req), email);
      goTo(res, "/clients?done=invited");
    }),
  );

  router.post(
    `${PAGE}/:id/again`,
    allow("client.invite"),
    form(buttonForm, showAgain, async (req, res) => {
      await inviteAgain(services, person(req), recordId(req));
      goTo(res, "/clients?done=again");
    }),
  );

  router.post(
    `${PAGE}/:id/withdraw`,
    allow("client.invite"),
    form(buttonForm, showAgain, async (req, res) => {
      await withdrawInvitation(services, person(req), recordId(req));
      goTo(res, "/clients?done=withdrawn");
    }),
  );

  return router;
}
