import { Router, type Request, type Response } from "express";
import type { Services } from "../services.js";
import { addressPart, allow } from "../web/guards.js";
import { person } from "../web/passport.js";
import { emptyForm, form, type FormState, type ShowForm } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { emailChangeForm } from "./account-forms.js";
import {
  askToChangeEmail,
  confirmNewEmail,
  dropEmailChange,
  findFormerAddress,
  followNewEmailLink,
  takeBackEmail,
} from "./change-email.js";
import { findOwnProof } from "./find-own-proof.js";
import { ownAddressLinkRoutes, showLink } from "./own-address-link-routes.js";
import { codeForm } from "./proof-forms.js";
import { CHANGE_PATH, CODE_MINUTES, CONFIRM_PATH } from "./proof-rules.js";
import { readableEmail } from "./readable-email.js";
import { keepSecret } from "./visitor-page-routes.js";

const BACK_PAGE = "/take-back-email/:token";
const ENDED = "This link no longer works: it has been used or has expired.";

/** Change the e-mail address, confirm the new one, and undo a change. */
export function changeEmailRoutes(services: Services): Router {
  return Router().use(ownRoutes(services), newLinkRoutes(services), backRoutes(services));
}

function ownRoutes(services: Services): Router {
  const router = Router();
  const showAgain: ShowForm = (req, res, state) => showChange(services, req, res, state);

  router.get(CHANGE_PATH, allow("account.manage"), (req, res) => showAgain(req, res, emptyForm));

  router.post(
    CHANGE_PATH,
    allow("account.manage"),
    form(emailChangeForm, showAgain, async (req, res, wanted) => {
      await askToChangeEmail(services, person(req), { ...wanted, address: req.ip ?? "" });
      goTo(res, CHANGE_PATH);
    }),
  );

  router.post(
    `${CHANGE_PATH}/code`,
    allow("account.manage"),
    form(codeForm, showAgain, async (req, res, { code }) => {
      await confirmNewEmail(services, person(req), code);
      goTo(res, "/account?done=email");
    }),
  );

  router.post(`${CHANGE_PATH}/drop`, allow("account.manage"), async (req, res) => {
    await dropEmailChange(person(req));
    goTo(res, CHANGE_PATH);
  });

  return router;
}

function newLinkRoutes(services: Services): Router {
  return ownAddressLinkRoutes(services, {
    path: CHANGE_PATH,
    purpose: "new-email",
    title: "Confirm your new address",
    lead: (address) => `Your account's e-mail address changes to ${address}.`,
    action: "Use this address",
    done: {
      title: "Your e-mail address has changed",
      lead: "From now on, sign in with it. Our e-mails go there too.",
      href: "/account",
    },
    follow: (actor, token) => followNewEmailLink(services, actor, token),
  });
}

function backRoutes(services: Services): Router {
  const router = Router();

  router.get(BACK_PAGE, allow("page.see"), async (req, res) => {
    const address = await findFormerAddress(services, addressPart(req, "token"));
    const title = "Undo the change";
    if (address === null)
      return showLink(res, { title, lead: ENDED, action: null, goOn: { href: "/sign-in", words: "Sign in" } });
    const lead = `Your account goes back to ${readableEmail(address)}. Every device is signed out, and you choose a new password.`;
    await showLink(res, { title, lead, action: "Undo the change", goOn: null });
  });

  router.post(BACK_PAGE, allow("page.see"), async (req, res) => {
    keepSecret(res);
    const { ended, path } = await takeBackEmail(services, addressPart(req, "token"));
    services.loginsEnded(ended, "passwordChanged");
    goTo(res, path);
  });

  return router;
}

async function showChange(services: Services, req: Request, res: Response, state: FormState): Promise<void> {
  if (person(req).isUnproven) return goTo(res, CONFIRM_PATH);
  await show(res, "accounts/change-email", {
    title: "Change your e-mail address",
    form: state,
    proof: await findOwnProof(services, person(req), "change"),
    minutes: CODE_MINUTES,
  });
}
