import { Router, type Request, type Response } from "express";
import { PRICE_LENGTH } from "../protocol/numbers.js";
import type { Services } from "../services.js";
import { addressPart, allow } from "../web/guards.js";
import { actor, person } from "../web/passport.js";
import { format } from "../web/format.js";
import { findLink } from "../web/find-link.js";
import { goTo, show, wantsFragment } from "../web/respond.js";
import { readSearch } from "./search-forms.js";
import { choices, GENDERS, LANGUAGES, MEDIA, SESSION_TYPES, SPECIALIZATIONS } from "../catalogue/catalogue-rules.js";
import { describeSearch, typedFields } from "./describe-search.js";
import { showCounsellor } from "./counsellor-page-routes.js";
import { findCounsellor, findOwnCounsellor } from "../profiles/find-counsellor.js";
import { findCounsellors } from "./find-counsellors.js";
import { searchAddress, SORTS, WITHIN_DAYS, WORDS_LENGTH } from "./search-rules.js";

const searchChoices = {
  specializations: choices(SPECIALIZATIONS),
  sessionTypes: choices(SESSION_TYPES),
  media: choices(MEDIA),
  genders: choices(GENDERS),
  sorts: choices(SORTS),
  languages: LANGUAGES.map((language) => ({ key: language, label: language })),
  within: WITHIN_DAYS.map((days) => ({ key: days, label: `${days} days` })),
};

/** The search, and each counsellor's profile with their free times. */
export function counsellorRoutes(services: Services): Router {
  const router = Router();

  router.get("/counsellors", allow("counsellor.find"), (req, res) => showSearch(services, req, res));

  router.get("/profile/preview", allow("profile.edit"), async (req, res) => {
    const counsellor = await findOwnCounsellor(person(req));
    if (!counsellor) return goTo(res, "/profile");
    await showCounsellor(services, req, res, { counsellor, path: "/profile/preview", isPreview: true });
  });

  router.get("/counsellors/:slug", allow("counsellor.find"), async (req, res) => {
    const slug = addressPart(req, "slug");
    const counsellor = await findCounsellor(actor(req), slug);
    // Temporary: a browser that kept it would loop once the name is changed back.
    if (counsellor.slug !== slug) return res.redirect(302, newAddress(counsellor.slug, req.originalUrl));
    await showCounsellor(services, req, res, { counsellor, path: `/counsellors/${counsellor.slug}` });
  });

  return router;
}

async function showSearch(services: Services, req: Request, res: Response): Promise<void> {
  if (!findLink(res).isSearch) return goTo(res, "/");
  const { currency } = services.site.current;
  const { search, errors } = readSearch(req.query, currency);
  const address = searchAddress(search, currency);
  if (Object.keys(errors).length === 0) {
    // A form sends its empty fields too; an address to share contains only the choices made.
    if (Object.values(req.query).includes("") && !wantsFragment(req)) return res.redirect(302, address);
    res.set("HX-Push-Url", address);
  }
  const results = await findCounsellors(services, search);
  const data = {
    title: "Find a counsellor",
    fields: typedFields(currency),
    search,
    form: { entered: {}, errors },
    entered: req.query,
    swapped: wantsFragment(req),
    choices: searchChoices,
    limits: { words: WORDS_LENGTH, price: PRICE_LENGTH },
    results: describeSearch(search, results, errors, { currency, money: format.money }),
  };
  await show(res, "search/search", data, { fragment: "search/_results" });
}

/** The same page under the counsellor's present name, with the same query. */
function newAddress(slug: string, asked: string): string {
  const query = asked.indexOf("?");
  return `/counsellors/${slug}${query < 0 ? "" : asked.slice(query)}`;
}
