import type { RequestHandler } from "express";
import { can, type Action } from "../access/permissions.js";
import { NotFound, OtherAccount, SignedOut } from "../platform/errors.js";
import { actor } from "./passport.js";
import { goTo, wantsData } from "./respond.js";
import { wayBack } from "./unfinished.js";

const policies = new WeakSet<RequestHandler>();

/**
 * Lets a request through when its sender's role may do this at all; which records they may do it to is the action's to check.
 * A visitor who would have to sign in is sent there, and what they sent is kept (a script gets SignedOut); anyone else is told that there is no such page.
 * Every route begins with one of these.
 */
export function allow(action: Action): RequestHandler {
  const policy: RequestHandler = (req, res, next) => {
    const sender = actor(req);
    if (can(sender, action)) return next();
    if (sender.role !== "visitor") throw new NotFound();
    if (wantsData(req)) throw new SignedOut();
    goTo(res, `/sign-in?next=${encodeURIComponent(wayBack(req))}`);
  };
  policies.add(policy);
  return policy;
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
