import { Router, type Request, type Response } from "express";
import type { Person } from "../access/permissions.js";
import type { Services } from "../services.js";
import { doneWords } from "../web/done-words.js";
import { allow } from "../web/guards.js";
import { deviceOf, logIn, person } from "../web/passport.js";
import { emptyForm, form, type FormState, type ShowForm } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { declineZone } from "../web/reader-zone.js";
import { passwordForm, signOutForm, zoneForm } from "./account-forms.js";
import { PASSWORD_LENGTHS } from "./account-rules.js";
import { changePassword, type PasswordChange } from "./change-password.js";
import { changeZone } from "./change-zone.js";
import { endOtherLogins } from "./end-logins.js";
import { findOwnAccount } from "./find-own-account.js";

const DONE: Record<string, string> = {
  password: "Your password has changed. You are signed out on all other devices.",
  email: "Your e-mail address has changed. Sign in with the new one from now on.",
  zone: "Your time zone has changed. All times are now shown in it.",
  "signed-out": "That device is signed out.",
};

interface Edge {
  /** Whether the last mail to this person could not be delivered. */
  couldNotReach: (person: Person) => Promise<boolean>;
}

/** A person's own account: its password, its zone, and where it is signed in. */
export function ownAccountRoutes(services: Services, { couldNotReach }: Edge): Router {
  const router = Router();
  const showAgain: ShowForm = (req, res, state) => showAccount(services, req, res, { state, couldNotReach });

  router.get("/account", allow("account.manage"), (req, res) => showAgain(req, res, emptyForm));

  router.post(
    "/account/password",
    allow("account.manage"),
    form(passwordForm, showAgain, async (req, res, passwords) => {
      await replacePassword(services, req, passwords);
      goTo(res, "/account?done=password");
    }),
  );

  router.post(
    "/account/zone",
    allow("account.manage"),
    form(zoneForm, showAgain, async (req, res, { zone, device, next }) => {
      const openLogins = await changeZone(services, person(req), zone);
      if (device) declineZone(res, device);
      services.loginsEnded(openLogins, "restarting");
      goTo(res, next ?? "/account?done=zone");
    }),
  );

  router.post(
    "/account/sign-out",
    allow("account.manage"),
    form(signOutForm, showAgain, async (req, res, { login }) => {
      services.loginsEnded(await endOtherLogins(services, person(req), login), "signedOut");
      goTo(res, "/account?done=signed-out");
    }),
  );

  return router;
}

type Passwords = Pick<PasswordChange, "currentPassword" | "newPassword">;

/** Changes the password; this browser goes on in a new login session, and all others end. */
async function replacePassword(services: Services, req: Request, passwords: Passwords): Promise<void> {
  const before = person(req);
  const from = { device: deviceOf(req), address: req.ip ?? "" };
  const { person: after, ended } = await changePassword(services, before, { ...passwords, ...from });
  const { beganAt } = req.session;
  await logIn(req, after);
  if (beganAt !== undefined) req.session.beganAt = beganAt;
  const elsewhere = ended.filter((loginId) => loginId !== before.loginId);
  services.loginsEnded(elsewhere, "passwordChanged");
  // This browser's other tabs come back with the new login session.
  services.loginsEnded([before.loginId], "restarting");
}

async function showAccount(
  services: Services,
  req: Request,
  res: Response,
  { state, couldNotReach }: { state: FormState } & Edge,
): Promise<void> {
  const [account, isUnreached] = await Promise.all([findOwnAccount(services, person(req)), couldNotReach(person(req))]);
  const text = doneWords(req, DONE);
  await show(res, "accounts/account", {
    title: "Your account",
    account,
    elsewhere: account.logins.filter(({ isHere }) => !isHere).length,
    leastPassword: PASSWORD_LENGTHS.least,
    isUnreached,
    form: state,
    ...(text && { notice: { tone: "success", text } }),
  });
}
