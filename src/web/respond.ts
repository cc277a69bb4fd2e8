import type { Request, Response } from "express";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";
import { unreadWords } from "../protocol/unread-words.js";
import { can, type Action, type Owned } from "../access/permissions.js";
import { asset } from "./assets.js";
import { findLink } from "./find-link.js";
import { describeChoices, describeField } from "./form-fields.js";
import { format } from "./format.js";
import { adminNavigationFor, navigationFor } from "./navigation.js";
import { actor } from "./passport.js";
import { otherDeviceZone, readerZone } from "./reader-zone.js";
import { render } from "./templates.js";

export interface PageData {
  title: string;
  [name: string]: unknown;
}

/** What the site has every page show, whatever it is. */
interface SiteLocals {
  /** `zone`: the zone for times of readers whose own is not known. */
  site: { zone: string };
  /** Where this reader can turn in a crisis, for the templates alone. */
  describeCrisis: () => unknown;
}

const compress = promisify(brotliCompress);
const WORTH_COMPRESSING = 1000;

/**
 * Answers with a page: `views/<view>.ejs` inside the layout. When htmx asks for a part only and `fragment` names its
 * template, answers with that alone.
 */
export async function show(
  res: Response,
  view: string,
  data: PageData,
  options: { status?: number; fragment?: string } = {},
): Promise<void> {
  if (options.status) res.status(options.status);
  res.vary("HX-Request").vary("HX-Request-Type");
  const locals = { ...commonLocals(res), ...data };
  if (options.fragment && wantsFragment(res.req)) return send(res, await render(options.fragment, locals));
  const [body, unread, setupLeft] = await Promise.all([render(view, locals), unreadCount(res), setupLeftWords(res)]);
  await send(res, await render("layout", { ...locals, body, unread, setupLeft, usesHtmx: HTMX.test(body) }));
}

/** Renders one fragment to a string, for a person who reads in that zone. */
export function renderFragment(view: string, data: object): Promise<string> {
  return render(view, { format, asset, ...data });
}

/** Sends the browser to another page of this site, htmx or not. */
export function goTo(res: Response, path: string): void {
  if (res.req.get("HX-Request")) res.set("HX-Redirect", path).status(204).end();
  else res.redirect(303, path);
}

/** Whether htmx asked for a part of a page rather than a whole one. */
export function wantsFragment(req: Request): boolean {
  return req.get("HX-Request") === "true" && req.get("HX-Request-Type") === "partial";
}

/** Whether a script of this site's pages asked, which wants data or an error's status and words, never a page. */
export function wantsData(req: Request): boolean {
  return req.get("Accept") === "application/json";
}

/** Whether a browser is opening a page, rather than a script, a picture or a part of a page asking. */
export function asksForPage(req: Request): boolean {
  const loads = req.get("Sec-Fetch-Dest") ?? "document";
  return req.method === "GET" && loads === "document" && !wantsData(req) && !wantsFragment(req);
}

/** What a page shows beside its own: where a page is asked for, it is found while the page's own is; else once it is wanted. */
export function besidePage<T>(req: Request, find: () => Promise<T>): () => Promise<T> {
  if (!asksForPage(req)) return find;
  const finding = find();
  finding.catch(() => undefined);
  return () => finding;
}

/** Answers a script with data that no cache keeps. */
export function giveData(res: Response, data: object): void {
  res.set("Cache-Control", "no-store").json(data);
}

/** What tells a page that needs htmx from one that does not. */
const HTMX = /\shx-(get|post)=/;

/** How many messages wait for the reader. A page that says what is wrong does not fail for want of it. */
async function unreadCount({ locals }: Response): Promise<{ words: string; isNone: boolean }> {
  const { countUnread } = locals as { countUnread?: () => Promise<number> };
  const count = (await countUnread?.().catch(() => 0)) ?? 0;
  return { words: unreadWords(count), isNone: count === 0 };
}

/** What is left to set up, on an admin's pages; null elsewhere, and where it cannot be found out. */
async function setupLeftWords({ locals }: Response): Promise<string | null> {
  const { describeSetupLeft } = locals as { describeSetupLeft?: () => Promise<string | null> };
  return (await describeSetupLeft?.().catch(() => null)) ?? null;
}

function commonLocals(res: Response): Record<string, unknown> {
  const { req } = res;
  const sender = actor(req);
  const find = findLink(res);
  const { site, describeCrisis } = res.locals as SiteLocals;
  /** Null while nobody knows a visitor's zone. */
  const ownZone = readerZone(req);
  return {
    actor: sender,
    isVisitor: sender.role === "visitor",
    can: (action: Action, record?: Owned) => can(sender, action, record),
    ownZone,
    zone: ownZone ?? site.zone,
    otherZone: otherZone(req),
    path: req.path,
    navigation: navigationFor(sender, req.path, find),
    adminNavigation: adminNavigationFor(sender, req.path),
    findLink: find,
    site,
    crisis: describeCrisis(),
    csrfToken: () => formToken(res),
    asset,
    format,
    describeField,
    describeChoices,
  };
}

/** A page that holds one is for this browser alone. */
function formToken(res: Response): string {
  res.set("Cache-Control", "no-store");
  return res.req.csrfToken ? res.req.csrfToken() : "";
}

/** What the layout needs to offer the zone of the reader's device in place of their account's. */
function otherZone(req: Request): { device: string; backTo: string } | null {
  const device = otherDeviceZone(req);
  return device === null ? null : { device, backTo: req.method === "GET" ? req.originalUrl : "/account" };
}

async function send(res: Response, html: string): Promise<void> {
  const cache = actor(res.req).role === "visitor" ? "no-cache" : "no-store";
  res.type("html").set("Cache-Control", res.get("Cache-Control") ?? cache);
  res.vary("Accept-Encoding").vary("Cookie");
  if (html.length < WORTH_COMPRESSING || !res.req.acceptsEncodings("br")) {
    res.send(html);
    return;
  }
  const packed = await compress(html, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } });
  res.set("Content-Encoding", "br").send(packed);
}
