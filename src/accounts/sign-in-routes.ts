import { Router, type Request, type Response } from "express";
import { InvalidInput } from "../platform/errors.js";
import type { Services } from "../services.js";
import { allow, allowVisitorForm } from "../web/guards.js";
import { type PassportMiddleware, person } from "../web/passport.js";
import { form, type FormState } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { findUnfinished } from "../web/unfinished.js";
import { signInForm } from "./account-forms.js";
import { sortFields } from "./unfinished-rules.js";
import { visitorFormView } from "./visitor-form-rules.js";
import { goOnOrShowAgain, homeOf, showUnlessSignedIn } from "./visitor-page-routes.js";

const NO_SUCH_LOGIN = "The e-mail or the password is not right.";
const RESET = { tone: "success", text: "Your password has changed. Please sign in with the new one." };

/** Sign in, and continue with what was sent before. */
export function signInRoutes(services: Services, { passport }: { passport: PassportMiddleware }): Router {
  const router = Router();

  router.get("/sign-in", allow("page.see"), showUnlessSignedIn(showSignIn));

  router.post(
    "/sign-in",
    allowVisitorForm("page.see", goOnOrShowAgain(showSignIn)),
    form(signInForm, showSignIn, async (req, res, { next }) => {
      const newcomer = await passport.signIn(req);
      if (!newcomer) throw new InvalidInput({}, NO_SUCH_LOGIN);
      req.session.beganAt = services.clock.now().getTime();
      goTo(res, next ?? homeOf(newcomer));
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

  return router;
}

function showSignIn(req: Request, res: Response, formState: FormState): Promise<void> {
  const isReset = req.method === "GET" && req.query.done === "password";
  return show(res, "accounts/sign-in", {
    title: "Sign in",
    form: formState,
    ...visitorFormView(formState),
    ...(isReset && { notice: RESET }),
  });
}
