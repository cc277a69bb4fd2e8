import { Router, type Request, type Response } from "express";
import { pictureField } from "../files/file-rules.js";
import { COUNT_LENGTH } from "../protocol/numbers.js";
import type { Services } from "../services.js";
import { allow } from "../web/guards.js";
import { CURRENCIES, currencyName, type Currency } from "../web/money-rules.js";
import { person } from "../web/passport.js";
import { emptyForm, form, type FormState, type ShowForm } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { uploadForm } from "../web/upload.js";
import { zoneChoices } from "../web/zone-rules.js";
import { COUNTRIES } from "./country-rules.js";
import { removeLogo, saveLogo } from "./save-logo.js";
import { saveSettings, type HasPrices } from "./save-settings.js";
import { logoForm, settingsForm } from "./site-forms.js";
import { ACCENTS, AGES_OF_CONSENT, SITE_NAME_LENGTHS } from "./site-rules.js";
import { findText } from "./site-texts.js";
import { SITE_TEXTS, TEXT_KINDS } from "./site-texts-rules.js";

const SETTINGS_PATH = "/admin/site";
const SAVED = `${SETTINGS_PATH}?saved=1`;

const choices = {
  countries: COUNTRIES,
  accents: Object.entries(ACCENTS).map(([key, label]) => ({ key, label })),
};

/** Site settings and the logo, for the admin to edit. */
export function siteSettingsRoutes(services: Services, hasPrices: HasPrices): Router {
  const router = Router();
  const showAgain: ShowForm = (req, res, state) => showSettings(services, hasPrices, req, res, state);

  router.get(SETTINGS_PATH, allow("site.edit"), (req, res) => showAgain(req, res, emptyForm));

  router.post(
    SETTINGS_PATH,
    allow("site.edit"),
    form(settingsForm, showAgain, async (req, res, settings) => {
      await saveSettings(services, person(req), settings, hasPrices);
      goTo(res, SAVED);
    }),
  );

  router.post(
    `${SETTINGS_PATH}/logo`,
    uploadForm("site.edit", {
      field: "logo",
      missing: "Please choose a picture.",
      schema: logoForm,
      showAgain,
      async handle(req, res, { bytes }) {
        await saveLogo(services, person(req), bytes);
        goTo(res, SAVED);
      },
    }),
  );

  router.post(`${SETTINGS_PATH}/logo/remove`, allow("site.edit"), async (req, res) => {
    await removeLogo(services, person(req));
    goTo(res, SAVED);
  });

  return router;
}

async function showSettings(
  services: Services,
  hasPrices: HasPrices,
  req: Request,
  res: Response,
  state: FormState,
): Promise<void> {
  const settings = services.site.current;
  const [isSettled, ...texts] = await Promise.all([
    hasPrices(),
    ...TEXT_KINDS.map(async (kind) => ({ ...SITE_TEXTS[kind], ...(await findText(kind)) })),
  ]);
  await show(res, "site/settings", {
    title: "Site settings",
    form: state,
    settings,
    texts,
    choices: { ...choices, zones: zoneChoices() },
    currencies: currencyChoices(isSettled ? [settings.currency] : CURRENCIES),
    currencyHint: isSettled
      ? "It can no longer change, because prices are set in it."
      : "All prices use it. It cannot change once a price is set.",
    ages: AGES_OF_CONSENT,
    limits: { name: SITE_NAME_LENGTHS.most, age: COUNT_LENGTH },
    practiceOfOne: settings.practiceOfOne ? "yes" : [],
    logoField: pictureField(),
    isSaved: req.query.saved === "1",
  });
}

function currencyChoices(currencies: readonly Currency[]): { key: Currency; label: string }[] {
  return currencies.map((key) => ({ key, label: currencyName(key) })).sort((a, b) => a.label.localeCompare(b.label));
}
