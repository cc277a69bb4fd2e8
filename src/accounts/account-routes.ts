import { Router, type Request, type Response } from "express";
import type { Person } from "../access/permissions.js";
import { InvalidInput } from "../platform/errors.js";
import type { Services } from "../services.js";
import { allow, allowVisitorForm } from "../web/guards.js";
import { type OnSignedOut, type PassportMiddleware, actor, deviceOf, logIn, logOut, person } from "../web/passport.js";
import { emptyForm, form, type FormState } from "../web/read-form.js";
import { enteredFields } from "../web/entered-fields.js";
import { keepsCookies } from "../web/login-session.js";
import { goTo, show } from "../web/respond.js";
import { findUnfinished } from "../web/unfinished.js";
import { acceptTexts } from "./accept-texts.js";
import { shownVersions } from "./acceptance-forms.js";
import { registerForm, signInForm, signInQuery } from "./account-forms.js";
import { zoneChoices } from "../web/zone-rules.js";
import { PASSWORD_LENGTHS } from "./account-rules.js";
import { countRegistration } from "./count-tries.js";
import { registerAccount } from "./register-account.js";
import { signOut } from "./sign-out.js";
import { visitorFormView } from "./visitor-form-rules.js";
import { sortFields } from "./unfinished-rules.js";

const EXPIRED = "This page was open for too long, so nothing was sent. Please enter your password and send it again.";
const COOKIES_OFF =
  "Your browser does not keep cookies from this site, and signing in needs one. Please allow cookies, then try again.";
const NO_SUCH_LOGIN = "The e-mail or the password is not right.";

/** Leads newcomers through setting up; a folder above shows it. */
const FIRST_VISIT = "/welcome";

interface Edge {
  passport: PassportMiddleware;
  onSignedOut: OnSignedOut;
}

/** Register, sign in and go on, sign out. */
export function accountRoutes(services: Services, { passport, onSignedOut }: Edge): Router {
  const router = Router();
  const showRegister = showRegisterOf(services);

  router.get("/register", allow("page.see"), showUnlessSignedIn(showRegister));

  router.post(
    "/register",
    allowVisitorForm("page.see", showAgain(showRegister)),
    form(registerForm, showRegister, async (req, res, { next, as, ...registration }) => {
      await countRegistration(req.ip ?? "");
      const person = await registerAccount(services, { ...registration, role: as ?? "client" }, deviceOf(req));
      await acceptTexts(services, person, shownVersions.parse(req.body));
      await logIn(req, person);
      welcome(req, res, person, person.role === "counsellor" ? FIRST_VISIT : (next ?? FIRST_VISIT));
    }),
  );

  router.get("/sign-in", allow("page.see"), showUnlessSignedIn(showSignIn));

  router.post(
    "/sign-in",
    allowVisitorForm("page.see", showAgain(showSignIn)),
    form(signInForm, showSignIn, async (req, res, { next }) => {
      const person = await passport.signIn(req);
      if (!person) throw new InvalidInput({}, NO_SUCH_LOGIN);
      welcome(req, res, person, next);
    }),
  );

  router.get("/continue", allow("account.leave"), async (req, res) => {
    const unfinished = await findUnfinished(req, person(req));
    if (!unfinished) return goTo(res, homeOf(person(req)));
    const { path, fields } = unfinished;
    return show(res, "accounts/continue", {
      title: "Continue where you left off",
      sendTo: path,
      ...sortFields(fields),
    });
  });

  router.post("/sign-out", allow("account.leave"), async (req, res) => {
    const leaving = person(req);
    await signOut(leaving);
    onSignedOut([leaving.loginId], "signedOut");
    await logOut(req);
    goTo(res, "/");
  });

  function welcome(req: Request, res: Response, person: Person, next: string | undefined): void {
    req.session.beganAt = services.clock.now().getTime();
    goTo(res, next ?? homeOf(person));
  }

  return router;
}

const homeOf = ({ role }: { role: string }): string => (role === "admin" ? "/admin" : "/appointments");

type ShowForm = (req: Request, res: Response, form: FormState) => Promise<void>;

function showUnlessSignedIn(showForm: ShowForm) {
  return (req: Request, res: Response): Promise<void> | void => {
    const { next, as } = signInQuery.parse(req.query);
    const reader = actor(req);
    if (reader.role !== "visitor") return goTo(res, next ?? homeOf(reader));
    return showForm(req, res, { ...emptyForm, entered: { next, as } });
  };
}

/** Answers a form whose page was open past its session, or opened twice: somebody signed in goes on, others see it again. */
function showAgain(showForm: ShowForm) {
  return (req: Request, res: Response): Promise<void> | void => {
    const sent = (req.body ?? {}) as Record<string, unknown>;
    const reader = actor(req);
    if (reader.role !== "visitor") return goTo(res, signInQuery.parse(sent).next ?? homeOf(reader));
    const problem = sent.again && !keepsCookies(req) ? COOKIES_OFF : EXPIRED;
    return showForm(req, res.status(422), { entered: { ...enteredFields(sent), again: "yes" }, errors: {}, problem });
  };
}

function showRegisterOf({ site }: Services): ShowForm {
  return (_req, res, formState) =>
    show(res, "accounts/register", {
      title: "Register",
      form: formState,
      ...visitorFormView(formState),
      textVersions: site.textVersions,
      leastPassword: PASSWORD_LENGTHS.least,
      zones: zoneChoices(),
    });
}

function showSignIn(_req: Request, res: Response, formState: FormState): Promise<void> {
  return show(res, "accounts/sign-in", { title: "Sign in", form: formState, ...visitorFormView(formState) });
}
