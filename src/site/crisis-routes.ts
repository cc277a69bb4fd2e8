import { Router, type Request, type RequestHandler } from "express";
import type { Services } from "../services.js";
import { allow } from "../web/guards.js";
import { cookieIn, keepCookie } from "../web/kept-cookies.js";
import { actor } from "../web/passport.js";
import { emptyForm } from "../web/read-form.js";
import { readerZone } from "../web/reader-zone.js";
import { show } from "../web/respond.js";
import { COUNTRIES, countryName, isCountry } from "./country-rules.js";
import { crisisCountry, describeCrisisHelp, type CountryClues } from "./crisis-rules.js";

const COOKIE = "crisis-country";

/** Lets every page say where its reader can turn in a crisis. */
export function crisisHelp(services: Services): RequestHandler {
  return (req, res, next) => {
    res.locals.describeCrisis = () => {
      const clues = cluesFrom(services, req);
      const awaitsCountry = clues.chosen === null && clues.account === null && clues.zone === null;
      return { ...describeCrisisHelp(crisisCountry(clues)), awaitsCountry };
    };
    next();
  };
}

/** Where to turn in each country, and the way to choose another than one's own. */
export function crisisRoutes(services: Services): Router {
  const router = Router();

  router.get("/crisis-help", allow("page.see"), async (req, res) => {
    const { country: asked } = req.query;
    const clues = cluesFrom(services, req);
    const own = crisisCountry({ ...clues, chosen: null });
    const isUnknown = asked !== undefined && asked !== "" && !(typeof asked === "string" && isCountry(asked));
    const chosen = isUnknown || asked === undefined ? clues.chosen : asked;
    if (chosen !== clues.chosen) keepCookie(res, COOKIE, chosen === own ? "" : (chosen ?? ""));
    const crisis = describeCrisisHelp(crisisCountry({ ...clues, chosen }));
    const data = {
      title: "Help in a crisis",
      crisis,
      countries: COUNTRIES,
      fieldLabel: crisis.country ? "Another country" : "Country",
      own: own === null || own === crisis.country?.code ? null : { code: own, name: countryName(own) },
      form: isUnknown
        ? { entered: req.query, errors: { country: "Please choose a country from the list." } }
        : emptyForm,
    };
    await show(res, "site/crisis-help", data, { status: isUnknown ? 422 : 200, fragment: "partials/_crisis" });
  });

  return router;
}

function cluesFrom(services: Services, req: Request): CountryClues {
  const sender = actor(req);
  return {
    chosen: cookieIn(req, COOKIE),
    account: sender.role === "visitor" ? null : (sender.country ?? null),
    zone: readerZone(req),
    site: services.site.current.country,
  };
}
