import { Router, type Request, type Response } from "express";
import type { Services } from "../services.js";
import { allow } from "../web/guards.js";
import { person, type OnSignedOut } from "../web/passport.js";
import { emptyForm, form, type FormState } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { emailChangeForm } from "./account-forms.js";
import {
  askToChangeEmail,
  confirmNewEmail,
  dropEmailChange,
  findAddressOf,
  followNewEmailLink,
  takeBackEmail,
} from "./change-email.js";
import { findOwnProof } from "./find-own-proof.js";
import { codeForm } from "./proof-forms.js";
import { CHANGE_PATH, CODE_MINUTES } from "./proof-rules.js";
import { readableEmail } from "./readable-email.js";
import { keepSecret } from "./visitor-page-routes.js";

const BACK_PAGE = "/take-back-email/:token";

/** Change the e-mail address, confirm the new one, and take a change back. */
export function changeEmailRoutes(services: Services, edge: { onSignedOut: OnSignedOut }): Router {
  return Router().use(ownRoutes(services), newLinkRoutes(services), backRoutes(services, edge.onSignedOut));
}

function ownRoutes(services: Services): Router {
  const router = Router();
  const showAgain = (req: Request, res: Response, state: FormState) => showChange(services, req, res, state);

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

/** A link also works where nobody is signed in: mails are often opened on another device. */
function newLinkRoutes(services: Services): Router {
  const router = Router();

  router.get(`${CHANGE_PATH}/:token`, allow("page.see"), async (req, res) => {
    keepSecret(res);
    const address = await findAddressOf(services, "new-email", tokenOf(req));
    await showLink(res, { title: "Confirm your new address", address, action: "Use this address" });
  });

  router.post(`${CHANGE_PATH}/:token`, allow("page.see"), async (req, res) => {
    keepSecret(res);
    await followNewEmailLink(services, tokenOf(req));
    await showLink(res, { title: "Your e-mail address is changed", address: null, isDone: true });
  });

  return router;
}

function backRoutes(services: Services, onSignedOut: OnSignedOut): Router {
  const router = Router();

  router.get(BACK_PAGE, allow("page.see"), async (req, res) => {
    keepSecret(res);
    const address = await findAddressOf(services, "email-back", tokenOf(req));
    await showLink(res, { title: "Take the change back", address, action: "Take it back", isBack: true });
  });

  router.post(BACK_PAGE, allow("page.see"), async (req, res) => {
    keepSecret(res);
    const { ended, path } = await takeBackEmail(services, tokenOf(req));
    onSignedOut(ended, "passwordChanged");
    goTo(res, path);
  });

  return router;
}

interface LinkPage {
  title: string;
  /** What the link confirms or restores; null where it no longer works. */
  address: string | null;
  action?: string;
  isBack?: boolean;
  isDone?: boolean;
}

async function showLink(res: Response, { address, ...page }: LinkPage): Promise<void> {
  const data = { action: "", isBack: false, isDone: false, ...page, address: address && readableEmail(address) };
  await show(res, "accounts/new-email-link", data);
}

async function showChange(services: Services, req: Request, res: Response, state: FormState): Promise<void> {
  await show(res, "accounts/change-email", {
    title: "Change your e-mail address",
    form: state,
    proof: await findOwnProof(services, person(req), "change"),
    minutes: CODE_MINUTES,
  });
}

const tokenOf = (req: Request): string => String(req.params.token);
