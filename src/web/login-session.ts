import { createHash } from "node:crypto";
import type { Request, RequestHandler } from "express";
import cookieParser from "cookie-parser";
import session from "express-session";
import mongoose from "mongoose";
import type { Clock } from "../platform/clock.js";
import type { Secrets } from "../platform/secrets.js";
import { hostCookie } from "./cookies.js";
import { LoginSessionModel } from "./login-session-model.js";
import { SealedLoginStore } from "./sealed-login-store.js";

declare module "express-session" {
  interface SessionData {
    /** When its person signed in, in milliseconds. */
    beganAt: number;
    /** When its cookie was last renewed, in milliseconds. */
    renewedAt: number;
  }
}

const IDLE_MS = 12 * 60 * 60_000;
const RENEW_MS = 10 * 60_000;

/**
 * The login session: a cookie that holds nothing but a random id, and a sealed record in the database under a hash of that
 * id. It ends after 12 hours without a request, and `longestMs` after signing in in any case.
 */
export function loginSession(options: {
  cookieSecrets: string[];
  secure: boolean;
  secrets: Secrets;
  clock: Clock;
  longestMs: number;
  /** Comes before the session is read, once the cookies are. */
  expectPerson: RequestHandler;
}): RequestHandler[] {
  const store = createStore(options.secrets);
  const { name, options: attributes } = loginCookie(options.secure);
  const read = session({
    name,
    secret: options.cookieSecrets,
    store,
    resave: false,
    saveUninitialized: false,
    cookie: { ...attributes, maxAge: IDLE_MS } as session.CookieOptions,
  });
  const steps = [read, endOld(options), renew(options)];
  return [cookieParser(options.cookieSecrets), options.expectPerson, ...steps.map(unlessOnlyVisiting)];
}

/** Leaves this out for a visitor who only reads: there is no login session to find, and none begins. */
export function unlessOnlyVisiting(step: RequestHandler): RequestHandler {
  return (req, res, next) => (req.method === "GET" && !sendsLogin(req) ? next() : step(req, res, next));
}

/** The cookie that a login session goes by. */
export const loginCookie = (secure: boolean): ReturnType<typeof hostCookie> => hostCookie("sid", secure);

/** Whether the browser sent a cookie of a login session, be it an old one. */
export function sendsLogin(req: Request): boolean {
  return /(?:^|;\s*)(?:__Host-)?sid=/.test(req.headers.cookie ?? "");
}

/** Whether the browser sent a cookie of a login session or of a visitor's form, be it an old one. */
export function keepsCookies(req: Request): boolean {
  return /(?:^|;\s*)(?:__Host-)?(?:sid|form)=/.test(req.get("cookie") ?? "");
}

function createStore(secrets: Secrets): SealedLoginStore {
  return new SealedLoginStore(secrets, {
    client: mongoose.connection.getClient(),
    dbName: mongoose.connection.name,
    collectionName: LoginSessionModel.collection.name,
    autoRemove: "disabled",
    ttl: IDLE_MS / 1000,
    touchAfter: 5 * 60,
    transformId: (id) => createHash("sha256").update(id).digest("base64url"),
    stringify: false,
  });
}

/** A changed session is stored and its cookie sent again, so that both last for 12 hours from the last request, give or take this. */
function renew({ clock }: { clock: Clock }): RequestHandler {
  return ({ session }, _res, next) => {
    const now = clock.now().getTime();
    if (session.beganAt !== undefined && now - (session.renewedAt ?? session.beganAt) > RENEW_MS)
      session.renewedAt = now;
    next();
  };
}

function endOld({ clock, longestMs }: { clock: Clock; longestMs: number }): RequestHandler {
  return (req, _res, next) => {
    const { beganAt } = req.session;
    const isOld = beganAt !== undefined && clock.now().getTime() - beganAt > longestMs;
    if (isOld) req.session.regenerate(next);
    else next();
  };
}
