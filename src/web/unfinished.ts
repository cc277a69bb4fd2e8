import type { Request } from "express";
import { enteredFields } from "./entered-fields.js";
import { knownPerson } from "./known-person.js";
import { actor } from "./passport.js";
import type { Unfinished, UnfinishedStore } from "./unfinished-store.js";

/**
 * Keeps what was sent until its writer sends it again. False for a form of another site's making, one without fields, one whose
 * writer did not sign in with this browser within 30 days, and for what the store refuses.
 */
export async function keepUnfinished(req: Request): Promise<boolean> {
  const fields = enteredFields((req.body ?? {}) as Unfinished["fields"]);
  const writer = writerOf(req);
  if (!writer || !isFromThisSite(req) || Object.keys(fields).length === 0) return false;
  return storeOf(req).keep(writer, req.ip ?? "", { path: req.path, fields });
}

/**
 * Where someone goes on who has to sign in first: to the page that they asked for; with what they had sent, if it was kept;
 * else to the page that its form stood on.
 */
export async function wayBack(req: Request): Promise<string> {
  if (req.method === "GET") return req.originalUrl;
  if (await keepUnfinished(req)) return "/continue";
  const from = req.get("referer") ?? "";
  if (!URL.canParse(from) || new URL(from).host !== req.get("host")) return "/";
  return new URL(from).pathname + new URL(from).search;
}

/** What this person had sent, until they send it again. */
export function findUnfinished(req: Request, { id }: { id: string }): Promise<Unfinished | null> {
  return storeOf(req).find(id);
}

/** Forgets what was kept once its writer sends it again from the page that showed it. */
export async function forgetUnfinished(req: Request): Promise<void> {
  const { _unfinished } = (req.body ?? {}) as { _unfinished?: unknown };
  const { id } = actor(req);
  if (id && _unfinished !== undefined) await storeOf(req).forget(id);
}

/** Whether a form was sent from a page of this site. */
export function isFromThisSite(req: Request): boolean {
  const origin = req.get("origin") ?? "";
  return URL.canParse(origin) && new URL(origin).host === req.get("host");
}

/** For whom the form's page was drawn, if they are signed in here or were lately. */
function writerOf(req: Request): string | null {
  const { _reader } = (req.body ?? {}) as { _reader?: unknown };
  const person = actor(req).id ?? knownPerson(req);
  return person !== null && _reader === person ? person : null;
}

const storeOf = (req: Request): UnfinishedStore => req.app.get("unfinished") as UnfinishedStore;
