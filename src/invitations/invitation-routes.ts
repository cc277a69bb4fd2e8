import { Router, type Request, type Response } from "express";
import { acceptTexts } from "../accounts/accept-texts.js";
import { shownVersions } from "../accounts/acceptance-forms.js";
import { registerForm } from "../accounts/account-forms.js";
import { PASSWORD_LENGTHS } from "../accounts/account-rules.js";
import { CONFIRM_PATH } from "../accounts/proof-rules.js";
import { readableEmail } from "../accounts/readable-email.js";
import { registerAccount } from "../accounts/register-account.js";
import { visitorFormView } from "../accounts/visitor-form-rules.js";
import { beginLogin, keepSecret, showAgain } from "../accounts/visitor-page-routes.js";
import type { Person } from "../access/permissions.js";
import { Conflict } from "../platform/errors.js";
import type { Services } from "../services.js";
import { addressPart, allow, allowVisitorForm, recordId } from "../web/guards.js";
import { actor, deviceOf, person } from "../web/passport.js";
import { emptyForm, form, type ShowForm, readInput } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { zoneChoices } from "../web/zone-rules.js";
import { acceptInvitation } from "./accept-invitation.js";
import { findInvitation, findInviter } from "./find-invitation.js";
import { buttonForm } from "./invitation-forms.js";
import { invitationEnding, type EndedState } from "./invitation-rules.js";

const PAGE = "/invitation/:token";

/** Accept an invitation by its link: with a new account, or with the one that someone is signed in to. Opening it accepts nothing. */
export function invitationRoutes(services: Services): Router {
  return Router().use(newAccountRoutes(services), acceptRoutes(services));
}

function newAccountRoutes(services: Services): Router {
  const router = Router();
  const showInvitation = showOf(services);

  router.get(PAGE, allow("page.see"), (req, res) => showInvitation(req, res, emptyForm));

  router.post(
    PAGE,
    allowVisitorForm("page.see", showAgain(showInvitation)),
    form(registerForm, showInvitation, async (req, res, { name, email, password, zone }) => {
      const invitation = await findInvitation(services, actor(req), addressPart(req, "token"));
      if (invitation.state !== "open") throw new Conflict();
      const address = req.ip ?? "";
      await services.tries.countRegistration(address);
      const newcomer = await registerAccount(services, {
        ...{ name, email, password, zone, role: "client", device: deviceOf(req), address },
        provenEmail: invitation.address,
      });
      await acceptTexts(services, newcomer, readInput(shownVersions, req.body));
      await beginLogin(services, req, newcomer);
      await accept(services, req, res, newcomer);
    }),
  );

  return router;
}

function acceptRoutes(services: Services): Router {
  const router = Router();

  router.post(
    `${PAGE}/accept`,
    allow("invitation.accept"),
    form(buttonForm, showOf(services), (req, res) => accept(services, req, res, person(req))),
  );

  router.get("/invitation/accepted/:id", allow("invitation.accept"), async (req, res) => {
    const inviter = await findInviter(person(req), recordId(req));
    const { isSettingUp } = person(req);
    await show(res, "invitations/accepted", { title: "You are connected", inviter, isSettingUp });
  });

  return router;
}

/** Someone whose address has to be confirmed first comes back to the invitation after that. */
async function accept(services: Services, req: Request, res: Response, client: Person): Promise<void> {
  const counsellorId = await acceptInvitation(services, client, addressPart(req, "token"));
  const confirm = `${CONFIRM_PATH}?next=/invitation/${addressPart(req, "token")}`;
  goTo(res, counsellorId ? `/invitation/accepted/${counsellorId}` : confirm);
}

function showOf(services: Services): ShowForm {
  return async (req, res, state) => {
    keepSecret(res);
    const invitation = await findInvitation(services, actor(req), addressPart(req, "token"));
    if (invitation.state !== "open") return showEnding(res, invitation.state);
    const { counsellorName, address } = invitation;
    await show(res, `invitations/${viewFor(actor(req).role)}`, {
      title: `${counsellorName} invites you`,
      counsellorName,
      sendTo: `/invitation/${addressPart(req, "token")}`,
      email: readableEmail(address),
      form: state,
      ...visitorFormView(state),
      textVersions: services.site.textVersions,
      leastPassword: PASSWORD_LENGTHS.least,
      zones: zoneChoices(),
    });
  };
}

function showEnding(res: Response, state: EndedState): Promise<void> {
  const ending = invitationEnding(state);
  return show(res, "accounts/link-ended", { title: ending.heading, ...ending }, { status: ending.status });
}

/** A visitor registers, a client accepts, and everyone else needs another account for it. */
function viewFor(role: ReturnType<typeof actor>["role"]): string {
  if (role === "visitor") return "register";
  return role === "client" ? "accept" : "other-account";
}
