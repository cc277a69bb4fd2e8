import csurfModule from "csurf";
import type { Request, RequestHandler } from "express";

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
 * Refuses every write whose form or `CSRF-Token` header lacks the login session's token. A route that takes a file parses it
 * first and then applies this itself; every other one comes after it.
 */
export const csrf: RequestHandler = (req, res, next) => {
  const isRead = ["GET", "HEAD", "OPTIONS"].includes(req.method);
  if (isRead) next();
  else checkToken(req, res, next);
};
