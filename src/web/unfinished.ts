import type { Request } from "express";
import { enteredFields } from "./entered-fields.js";

declare module "express-session" {
  interface SessionData {
    unfinished: Unfinished;
  }
}

/** A form that was sent after its writer's login session had ended. */
export interface Unfinished {
  /** For whom the form's page was drawn; nobody yet where a visitor wrote. */
  reader?: string;
  path: string;
  fields: Record<string, string | string[]>;
}

/**
 * Keeps what was sent until its writer sends it again. False where there is nothing to keep: no fields, or a form of
 * another site's making.
 */
export function keepUnfinished(req: Request): boolean {
  const sent = (req.body ?? {}) as Unfinished["fields"];
  const [fields, reader] = [enteredFields(sent), sent._reader];
  if (!isFromThisSite(req) || Object.keys(fields).length === 0) return false;
  req.session.unfinished = { path: req.path, fields, ...(reader !== undefined && { reader: String(reader) }) };
  return true;
}

/**
 * Where somebody goes on who has to sign in first: to the page that they asked for; with what they had sent, if it was kept;
 * else to the page that its form stood on.
 */
export function wayBack(req: Request): string {
  if (req.method === "GET") return req.originalUrl;
  if (keepUnfinished(req)) return "/continue";
  const from = req.get("referer") ?? "";
  if (!URL.canParse(from) || new URL(from).host !== req.get("host")) return "/";
  return new URL(from).pathname + new URL(from).search;
}

/** Whether what was sent may be shown to this person: to nobody but its writer. */
export function isOf({ reader }: Unfinished, { id }: { id: string }): boolean {
  return reader === undefined || reader === id;
}

/** What this reader had sent, until they send it again. */
export function findUnfinished(req: Request): Unfinished | null {
  return req.session.unfinished ?? null;
}

/** Forgets what was kept once it is sent again. */
export function forgetUnfinished(req: Request): void {
  if (req.session.unfinished?.path === req.path) delete req.session.unfinished;
}

/** Whether a form was sent from a page of this site. */
export function isFromThisSite(req: Request): boolean {
  const origin = req.get("origin") ?? "";
  return URL.canParse(origin) && new URL(origin).host === req.get("host");
}
