import { Router, type Request, type Response } from "express";
import type { Services } from "../services.js";
import { allow } from "../web/guards.js";
import { type OnSignedOut, deviceOf, logIn, person } from "../web/passport.js";
import { emptyForm, form, type FormState } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { passwordForm, signOutForm } from "./account-forms.js";
import { changePassword } from "./change-password.js";
import { endOtherLogins } from "./end-logins.js";
import { findOwnAccount } from "./find-own-account.js";

const DONE: Record<string, string> = {
  password: "Your password is changed. You are signed out on all other devices.",
  "signed-out": "That device is signed out.",
};

/** A person's own account: its password, and where it is signed in. */
export function ownAccountRoutes(services: Services, { onSignedOut }: { onSignedOut: OnSignedOut }): Router {
  const router = Router();

  router.get("/account", allow("account.manage"), (req, res) => showAccount(req, res, emptyForm));

  router.post(
    "/account/password",
    allow("account.manage"),
    form(passwordForm, showAccount, async (req, res, passwords) => {
      const before = person(req);
      const from = { device: deviceOf(req), address: req.ip ?? "" };
      const { person: after, ended } = await changePassword(services, before, { ...passwords, ...from });
      const { beganAt } = req.session;
      await logIn(req, after);
      if (beganAt !== undefined) req.session.beganAt = beganAt;
      const elsewhere = ended.filter((loginId) => loginId !== before.loginId);
      onSignedOut(elsewhere, "passwordChanged");
      // This browser's other tabs come back with the new login session.
      onSignedOut([before.loginId], "restarting");
      goTo(res, "/account?done=password");
    }),
  );

  router.post(
    "/account/sign-out",
    allow("account.manage"),
    form(signOutForm, showAccount, async (req, res, { login }) => {
      onSignedOut(await endOtherLogins(person(req), login), "signedOut");
      goTo(res, "/account?done=signed-out");
    }),
  );

  async function showAccount(req: Request, res: Response, formState: FormState): Promise<void> {
    const account = await findOwnAccount(services, person(req));
    const text = DONE[typeof req.query.done === "string" ? req.query.done : ""];
    const notice = text && { notice: { tone: "success", text } };
    await show(res, "accounts/account", { title: "Your account", account, form: formState, ...notice });
  }

  return router;
}
