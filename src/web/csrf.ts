import csurfModule from "csurf";
import type { NextFunction, Request, RequestHandler, Response } from "express";
import type { Actor } from "../access/permissions.js";
import { Forbidden, SignedOut } from "../platform/errors.js";
import { hostCookie } from "./cookies.js";
import { actor } from "./passport.js";
import { goTo, wantsData } from "./respond.js";
import { forgetUnfinished, isFromThisSite, keepUnfinished, wayBack } from "./unfinished.js";

// The package's types describe its CommonJS face; what ESM imports is the function itself.
const csurf = csurfModule as unknown as typeof csurfModule.default;

const sentToken = (req: Request): string =>
  req.get("CSRF-Token") ?? (req.body as { _csrf?: string } | undefined)?._csrf ?? "";

interface Tokens {
  give: RequestHandler;
  check: RequestHandler;
}

const tokensFor = (where: { cookie?: VisitorCookie }): Tokens => ({
  give: csurf({ ...where, ignoreRequest: () => true }),
  check: csurf({ ...where, value: sentToken }),
});

type VisitorCookie = { key: string; path: string };

const visitorCookie = (secure: boolean): VisitorCookie => {
  const { name, options } = hostCookie("form", secure);
  return { key: name, signed: true, ...options };
};

/** The secret of a signed-in person's tokens is in their login session; a visitor's is in a cookie, so that the database holds none. */
const TOKENS = {
  person: tokensFor({}),
  visitor: tokensFor({ cookie: visitorCookie(false) }),
  secureVisitor: tokensFor({ cookie: visitorCookie(true) }),
};

function tokensOf(req: Request): Tokens {
  if (actor(req).role !== "visitor") return TOKENS.person;
  return req.secure ? TOKENS.secureVisitor : TOKENS.visitor;
}

/**
 * Lets a page ask for its forms' token with `req.csrfToken()`. csurf makes a secret as soon as it runs; asking only where
 * there is a form keeps visitors who merely look from getting a cookie.
 */
export const csrfToken: RequestHandler = (req, res, next) => {
  req.csrfToken = () => {
    tokensOf(req).give(req, res, () => undefined);
    return req.csrfToken();
  };
  next();
};

const checked = new WeakSet<Request>();

/** Whether a request may change something: it only reads, or its form token was the right one. */
export function hasToken(req: Request): boolean {
  return isRead(req) || checked.has(req);
}

/**
 * Rejects a write from another site, or whose form or `CSRF-Token` header lacks the login session's token. A form with a file can be checked only once
 * it is read: `uploadForm` does both, and no other route lets it through.
 */
export const csrf: RequestHandler = (req, res, next) => {
  if (!isRead(req) && isFromElsewhere(req)) throw new Forbidden();
  if (isRead(req) || req.is("multipart/form-data")) next();
  else requireToken(req, res, next);
};

/**
 * Rejects a request without the login session's form token. Where the writer's login session has ended or was renewed, keeps what
 * they wrote, and lets them continue from there once they are signed in. Sign-in and register forms are left to their policy.
 */
export const requireToken: RequestHandler = (req, res, next) => {
  tokensOf(req).check(req, res, (error?: unknown) => {
    if (error !== undefined) return void refuse(req, res, next, error).catch(next);
    checked.add(req);
    forgetUnfinished(req).then(() => next(), next);
  });
};

async function refuse(req: Request, res: Response, next: NextFunction, error: unknown): Promise<void> {
  const sender = actor(req);
  // The form's own policy shows it again.
  if (isForVisitors(req) && isWrongToken(error)) return next();
  const isSignedOut = sender.role === "visitor" && !isForVisitors(req);
  if (isSignedOut && wantsData(req)) return next(new SignedOut());
  if (isSignedOut && isFromThisSite(req)) return goTo(res, `/sign-in?next=${encodeURIComponent(await wayBack(req))}`);
  if (isTheirOwn(req, sender) && (await keepUnfinished(req))) return goTo(res, "/continue");
  next(error);
}

const isWrongToken = (error: unknown): boolean => (error as { code?: unknown }).code === "EBADCSRFTOKEN";

/** Whether a signed-in person wrote this on a page of their own, before their login session was renewed in another tab. */
function isTheirOwn(req: Request, sender: Actor): boolean {
  const { _reader } = (req.body ?? {}) as { _reader?: unknown };
  return sender.role !== "visitor" && _reader === sender.id && !wantsData(req) && !req.is("multipart/form-data");
}

const isRead = ({ method }: Request): boolean => ["GET", "HEAD", "OPTIONS"].includes(method);

/** By what browsers themselves say of a request (Fetch Metadata); older ones say nothing, and have the token alone. */
const isFromElsewhere = (req: Request): boolean =>
  ["cross-site", "same-site"].includes(req.get("Sec-Fetch-Site") ?? "");

/** Forms that may be sent without being signed in. */
const FOR_VISITORS = /^\/(sign-in|register|forgot-password|reset-password\/[^/]+|become-admin\/[^/]+(\/confirm)?)$/;

const isForVisitors = ({ path }: Request): boolean => FOR_VISITORS.test(path);
