import csurfModule from "csurf";
import type { Request, RequestHandler } from "express";
import { SignedOut } from "../platform/errors.js";
import { actor } from "./passport.js";
import { goTo, wantsData } from "./respond.js";
import { forgetUnfinished, isFromThisSite, wayBack } from "./unfinished.js";

// The package's types describe its CommonJS face; what ESM imports is the function itself.
const csurf = csurfModule as unknown as typeof csurfModule.default;

const sentToken = (req: Request): string =>
  req.get("CSRF-Token") ?? (req.body as { _csrf?: string } | undefined)?._csrf ?? "";

const giveToken = csurf({ ignoreRequest: () => true });
const checkToken = csurf({ value: sentToken });

/**
 * Lets a page ask for its forms' token with `req.csrfToken()`. csurf stores a secret as soon as it runs; asking only where
 * there is a form keeps visitors who merely look from getting a login session.
 */
export const csrfToken: RequestHandler = (req, res, next) => {
  req.csrfToken = () => {
    giveToken(req, res, () => undefined);
    return req.csrfToken();
  };
  next();
};

/**
 * Refuses every write whose form or `CSRF-Token` header lacks the login session's token. Where that is because the writer's
 * login session has ended, keeps what they wrote and sends them to sign in and go on from there. A route that takes a file parses it
 * first and then applies this itself; every other one comes after it.
 */
export const csrf: RequestHandler = (req, res, next) => {
  const isRead = ["GET", "HEAD", "OPTIONS"].includes(req.method);
  if (isRead) return next();
  checkToken(req, res, (error?: unknown) => {
    const isSignedOut = error !== undefined && actor(req).role === "visitor" && !isForVisitors(req);
    if (isSignedOut && wantsData(req)) return next(new SignedOut());
    if (isSignedOut && isFromThisSite(req)) return goTo(res, `/sign-in?next=${encodeURIComponent(wayBack(req))}`);
    if (error === undefined) forgetUnfinished(req);
    next(error);
  });
};

const isForVisitors = ({ path }: Request): boolean => path === "/sign-in" || path === "/register";
