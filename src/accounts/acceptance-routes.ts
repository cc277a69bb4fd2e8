import { Router, type Request, type RequestHandler, type Response } from "express";
import type { Services } from "../services.js";
import { SITE_TEXTS } from "../site/site-texts-rules.js";
import { textsToAccept } from "../site/text-versions-rules.js";
import { allow } from "../web/guards.js";
import { actor, person } from "../web/passport.js";
import { form, readInput } from "../web/read-form.js";
import { asksForPage, goTo, show } from "../web/respond.js";
import { acceptForm, acceptQuery } from "./acceptance-forms.js";
import { acceptTexts, findAcceptances } from "./accept-texts.js";

const PAGE = "/accept";
/** What stays open to those who have not accepted: reading, leaving, finishing what they had begun, and a session. */
const OPEN = [
  /^\/accept$/,
  /^\/account(\/|$)/,
  /^\/continue$/,
  /^\/confirm-email$/,
  /^\/crisis-help$/,
  /^\/photos\//,
  /^\/appointments\/[^/]+\/room$/,
  // A one-time link: its token belongs in no other address.
  /\/[\w-]{43}$/,
  ...Object.values(SITE_TEXTS).map(({ path }) => new RegExp(`^${path}$`)),
];

/**
 * Takes people who open a page to the texts that they have yet to accept, and from there to the page. What they send gets through,
 * so that nothing they wrote is lost.
 */
export function askToAccept(services: Services): RequestHandler {
  return (req, res, next) => {
    const reader = actor(req);
    if (reader.role === "visitor" || reader.role === "admin" || !isPage(req)) return next();
    if (textsToAccept(reader, services.site.textVersions).length === 0) return next();
    goTo(res, `${PAGE}?next=${encodeURIComponent(req.originalUrl)}`);
  };
}

/** The page on which people accept new versions of the texts, and see which they have accepted. */
export function acceptanceRoutes(services: Services): Router {
  const router = Router();
  const showPage = (req: Request, res: Response) => showAcceptance(services, req, res);

  router.get(PAGE, allow("account.leave"), showPage);

  router.post(
    PAGE,
    allow("account.leave"),
    form(acceptForm, showPage, async (req, res, { next, ...shown }) => {
      await acceptTexts(services, person(req), shown);
      goTo(res, next ?? "/account");
    }),
  );

  return router;
}

async function showAcceptance(services: Services, req: Request, res: Response): Promise<void> {
  const current = services.site.textVersions;
  const waiting = textsToAccept(person(req), current);
  const accepted = await findAcceptances(person(req));
  await show(res, "accounts/accept", {
    title: waiting.length > 0 ? "Please accept our updated terms" : "What you have accepted",
    waiting: waiting.map((kind) => ({ ...SITE_TEXTS[kind], version: versionWords(current[kind]) })),
    accepted: accepted.map(({ kind, version, at }) => ({
      title: SITE_TEXTS[kind].title,
      version: versionWords(version),
      at,
    })),
    versions: current,
    next: readInput(acceptQuery, req.query).next,
  });
}

const versionWords = (version: number): string => (version === 0 ? "first version" : `version ${version}`);

function isPage(req: Request): boolean {
  return asksForPage(req) && !OPEN.some((pattern) => pattern.test(req.path));
}
