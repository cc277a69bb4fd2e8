import type { Request, Response } from "express";
import { hostCookie } from "./cookies.js";

const LASTS_MS = 30 * 24 * 60 * 60_000;
const NAME = "known";

/** Remembers, in a signed cookie that outlives the login session by 30 days, who signed in with this browser. */
export function rememberPerson(res: Response, { id }: { id: string }): void {
  const { name, options } = hostCookie(NAME, res.req.secure);
  res.cookie(name, id, { ...options, signed: true, maxAge: LASTS_MS });
}

/** The account that last signed in with this browser within 30 days, or null. */
export function knownPerson(req: Request): string | null {
  const id = (req.signedCookies as Record<string, unknown>)[hostCookie(NAME, req.secure).name];
  return typeof id === "string" ? id : null;
}
