import type { Request, Response } from "express";
import type { Person } from "../access/permissions.js";
import type { Services } from "../services.js";
import { enteredFields } from "../web/entered-fields.js";
import { keepsCookies } from "../web/login-session.js";
import { actor, logIn, logOut } from "../web/passport.js";
import { emptyForm, type ShowForm, readInput } from "../web/read-form.js";
import { goTo } from "../web/respond.js";
import { signInQuery } from "./account-forms.js";
import { signOut } from "./sign-out.js";

const EXPIRED = "This page was open for too long, so nothing was sent. Please send it again.";
const EXPIRED_WITH_PASSWORD =
  "This page was open for too long, so nothing was sent. Please enter your password and send it again.";
const COOKIES_OFF =
  "Your browser blocks cookies from this site, and this form needs one. Please allow cookies, then try again.";

type VisitorHandler = (req: Request, res: Response) => Promise<void> | void;

/** The page to show after signing in. */
export const homeOf = ({ role }: Pick<Person, "role">): string => HOMES[role];

const HOMES = { client: "/appointments", counsellor: "/dashboard", admin: "/admin" };

/** Shows a form to visitors; someone who is signed in continues. */
export function showUnlessSignedIn(showForm: ShowForm): VisitorHandler {
  return (req, res) => {
    const { next, as } = readInput(signInQuery, req.query);
    const reader = actor(req);
    if (reader.role !== "visitor") return goTo(res, next ?? homeOf(reader));
    return showForm(req, res, { ...emptyForm, entered: { next, as } });
  };
}

/** Answers a form that was open past its session, or opened twice: someone who is signed in continues, others see it again. */
export function goOnOrShowAgain(showForm: ShowForm): VisitorHandler {
  const again = showAgain(showForm);
  return (req, res) => {
    const reader = actor(req);
    if (reader.role === "visitor") return again(req, res);
    return goTo(res, readInput(signInQuery, req.body ?? {}).next ?? homeOf(reader));
  };
}

/** Shows a form again whose page was open past its session, to a visitor or a signed-in person alike. */
export function showAgain(showForm: ShowForm): VisitorHandler {
  return (req, res) => {
    const sent = (req.body ?? {}) as Record<string, unknown>;
    const expired = "password" in sent ? EXPIRED_WITH_PASSWORD : EXPIRED;
    const problem = sent.again && !keepsCookies(req) ? COOKIES_OFF : expired;
    return showForm(req, res.status(422), { entered: { ...enteredFields(sent), again: "yes" }, errors: {}, problem });
  };
}

/** Signs someone in on this request with a login session that begins now, in place of anyone else in this browser. */
export async function beginLogin(services: Services, req: Request, newcomer: Person): Promise<void> {
  await endOwnLogin(services, req);
  await logIn(req, newcomer);
  req.session.beganAt = services.clock.now().getTime();
}

/** Signs out the person who is signed in with this browser, if any. */
export async function leaveThisBrowser(services: Services, req: Request): Promise<void> {
  await endOwnLogin(services, req);
  if (actor(req).role !== "visitor") await logOut(req);
}

async function endOwnLogin(services: Services, req: Request): Promise<void> {
  const reader = actor(req);
  if (reader.role === "visitor") return;
  await signOut(reader);
  services.loginsEnded([reader.loginId], "signedOut");
}

/** Keeps a page whose address is a secret out of caches, and its address out of the requests that the page makes. */
export function keepSecret(res: Response): void {
  res.set("Referrer-Policy", "no-referrer").set("Cache-Control", "no-store");
}
