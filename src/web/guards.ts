import type { Request, RequestHandler, Response } from "express";
import { can, lacksProof, type Action } from "../access/permissions.js";
import { Forbidden, NotFound, OtherAccount, SignedOut } from "../platform/errors.js";
import { hasToken } from "./csrf.js";
import { actor } from "./passport.js";
import { goTo, wantsData } from "./respond.js";
import { wayBack } from "./unfinished.js";

const RECORD_ID = /^[0-9a-f]{24}$/i;

const policies = new WeakSet<RequestHandler>();

/**
 * Lets a request through when its sender's role may do this at all and it carries the form token; which records they may do it to
 * is the action's to check. A visitor who would have to sign in is sent there, and what they sent is kept (a script gets
 * SignedOut); anyone else is told that there is no such page. Every route begins with one of these.
 */
export function allow(action: Action): RequestHandler {
  return policy(action, (req) => {
    if (!hasToken(req)) throw new Forbidden();
  });
}

/** For a form that visitors send. Without its token nothing is done, and `showAgain` answers. */
export function allowVisitorForm(action: Action, showAgain: RequestHandler): RequestHandler {
  const handler: RequestHandler = (req, res, next) => {
    if (!can(actor(req), action)) throw new NotFound();
    return hasToken(req) ? next() : showAgain(req, res, next);
  };
  policies.add(handler);
  return handler;
}

/** The same for a form with a file, whose token is checked once it is read. */
export function allowUpload(action: Action): RequestHandler {
  return policy(action, () => undefined);
}

/** For what a browser reports by itself, without a form token. The route changes nothing. */
export function allowReport(action: Action): RequestHandler {
  return policy(action, () => undefined);
}

function policy(action: Action, ensureGenuine: (req: Request) => void): RequestHandler {
  const handler: RequestHandler = async (req, res, next) => {
    const sender = actor(req);
    if (can(sender, action)) {
      ensureGenuine(req);
      return next();
    }
    if (lacksProof(sender, action)) return sendToProof(req, res);
    if (sender.role !== "visitor") throw new NotFound();
    if (wantsData(req)) throw new SignedOut();
    goTo(res, `/sign-in?next=${encodeURIComponent(await wayBack(req))}`);
  };
  policies.add(handler);
  return handler;
}

/** Leads someone to confirm their e-mail address, and then back to what they asked for. */
async function sendToProof(req: Request, res: Response): Promise<void> {
  if (wantsData(req)) throw new Forbidden("Please confirm your e-mail address first.");
  goTo(res, `/confirm-email?next=${encodeURIComponent(await wayBack(req))}`);
}

/** The id of a record that the route's address names, in this parameter. Throws NotFound for what cannot be an id. */
export function recordId(req: Request, parameter = "id"): string {
  const id = req.params[parameter];
  if (typeof id !== "string" || !RECORD_ID.test(id)) throw new NotFound();
  return id.toLowerCase();
}

/** The part of the address that the route calls so, such as a one-time link's token. */
export function addressPart(req: Request, parameter: string): string {
  const part = req.params[parameter];
  return typeof part === "string" ? part : "";
}

/** Rejects a request whose `reader` is not the signed-in person. Comes after a policy. */
export const requireSameReader: RequestHandler = (req, _res, next) => {
  const { reader = actor(req).id } = req.query;
  if (reader !== actor(req).id) throw new OtherAccount();
  next();
};

/** Whether a handler is a policy of this kind. */
export function isPolicy(handler: unknown): boolean {
  return policies.has(handler as RequestHandler);
}
