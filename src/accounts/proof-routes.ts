import { Router, type Request, type Response } from "express";
import type { Services } from "../services.js";
import { doneWords } from "../web/done-words.js";
import { allow } from "../web/guards.js";
import { person } from "../web/passport.js";
import { emptyForm, form, type FormState, type ShowForm, readInput } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { correctAddress, sendProofAgain } from "./correct-address.js";
import { findOwnProof } from "./find-own-proof.js";
import { ownAddressLinkRoutes } from "./own-address-link-routes.js";
import { addressForm, codeForm, nextForm } from "./proof-forms.js";
import { CODE_MINUTES, CONFIRM_PATH } from "./proof-rules.js";
import { enterCode, followProofLink } from "./prove-email.js";

const DONE: Record<string, string> = {
  again: "We have sent another e-mail. Only the newest code works.",
  corrected: "We have sent an e-mail to the new address.",
};

/** Where people confirm their e-mail address: by the code in a mail or by its link. */
export function proofRoutes(services: Services): Router {
  return Router().use(codeRoutes(services), addressRoutes(services), linkRoutes(services));
}

function codeRoutes(services: Services): Router {
  const router = Router();

  router.get(CONFIRM_PATH, allow("account.leave"), (req, res) => showConfirm(services, req, res, emptyForm));

  router.post(
    CONFIRM_PATH,
    allow("account.leave"),
    form(codeForm, showProofForm(services), async (req, res, { code, next }) => {
      if (person(req).isUnproven) services.loginsEnded(await enterCode(services, person(req), code), "restarting");
      goTo(res, next ?? "/welcome");
    }),
  );

  return router;
}

function addressRoutes(services: Services): Router {
  const router = Router();

  router.post(
    `${CONFIRM_PATH}/again`,
    allow("account.leave"),
    form(nextForm, showProofForm(services), async (req, res, { next }) => {
      await sendProofAgain(services, person(req));
      goTo(res, withNext("again", next));
    }),
  );

  router.post(
    `${CONFIRM_PATH}/address`,
    allow("account.leave"),
    form(addressForm, showProofForm(services), async (req, res, { email, next }) => {
      await correctAddress(services, person(req), email);
      goTo(res, withNext("corrected", next));
    }),
  );

  return router;
}

function linkRoutes(services: Services): Router {
  return ownAddressLinkRoutes(services, {
    path: CONFIRM_PATH,
    purpose: "email",
    title: "Confirm your e-mail address",
    lead: (address) => `Confirm that ${address} is your address.`,
    action: "Confirm this address",
    done: {
      title: "E-mail address confirmed",
      lead: "Thank you. You can continue where you registered, or here.",
      href: "/welcome",
    },
    async follow(actor, token) {
      services.loginsEnded(await followProofLink(services, actor, token), "restarting");
    },
  });
}

const showProofForm =
  (services: Services): ShowForm =>
  (req, res, state) =>
    showConfirm(services, req, res, state);

async function showConfirm(services: Services, req: Request, res: Response, state: FormState): Promise<void> {
  const { next } = readInput(nextForm, req.method === "GET" ? req.query : (req.body ?? {}));
  const proof = await findOwnProof(services, person(req), "register");
  if (!proof) return goTo(res, next ?? "/welcome");
  const text = doneWords(req, DONE);
  await show(res, "accounts/confirm-email", {
    title: "Confirm your e-mail address",
    form: state,
    proof,
    next: next ?? "",
    minutes: CODE_MINUTES,
    ...(text && { notice: { tone: "success", text } }),
  });
}

function withNext(done: keyof typeof DONE, next: string | undefined): string {
  return `${CONFIRM_PATH}?done=${done}${next ? `&next=${encodeURIComponent(next)}` : ""}`;
}
