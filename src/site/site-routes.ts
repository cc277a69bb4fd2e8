import { Router, type Request, type Response } from "express";
import { zoneChoices } from "../web/zone-rules.js";
import { NotFound } from "../platform/errors.js";
import { renderMarkdown } from "../platform/markdown.js";
import type { Services } from "../services.js";
import { allow } from "../web/guards.js";
import { CURRENCIES, currencyName, type Currency } from "../web/money-rules.js";
import { person } from "../web/passport.js";
import { emptyForm, form, type FormState } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { pictureField } from "../files/file-rules.js";
import { uploadForm } from "../web/upload.js";
import { COUNTRIES } from "./country-rules.js";
import { fillIn } from "./fill-in-rules.js";
import { findLogo, removeLogo, saveLogo } from "./save-logo.js";
import { saveSettings, type HasPrices } from "./save-settings.js";
import { logoForm, settingsForm, textForm } from "./site-forms.js";
import { ACCENTS, AGES_OF_CONSENT } from "./site-rules.js";
import { findText, listVersions, publishText } from "./site-texts.js";
import { SITE_TEXTS, type SiteTextKind } from "./site-texts-rules.js";

const kinds = Object.keys(SITE_TEXTS) as SiteTextKind[];
const choices = {
  countries: COUNTRIES,
  accents: Object.entries(ACCENTS).map(([key, label]) => ({ key, label })),
};

const ONE_YEAR = 365 * 24 * 60 * 60;

/** What every site has for everyone to see: its texts and its logo. */
export function siteTextRoutes(services: Services): Router {
  const router = Router();

  router.get("/logo/:reference", allow("page.see"), async (req, res) => {
    const bytes = await findLogo(services, req.params.reference as string);
    res.type("image/webp").set("Cache-Control", `public, max-age=${ONE_YEAR}, immutable`).send(bytes);
  });

  for (const kind of kinds) {
    router.get(SITE_TEXTS[kind].path, allow("page.see"), async (_req, res) => {
      const { markdown, at } = await findText(kind);
      const html = renderMarkdown(fillIn(markdown, services.site.current));
      await show(res, "site/text", { title: SITE_TEXTS[kind].title, html, at });
    });
  }
  return router;
}

/** Site settings and texts, for the admin to edit. */
export function siteAdminRoutes(services: Services, hasPrices: HasPrices): Router {
  const router = Router();

  router.get("/admin/site", allow("site.edit"), (req, res) => showSettings(req, res, emptyForm));

  router.post(
    "/admin/site",
    allow("site.edit"),
    form(settingsForm, showSettings, async (req, res, settings) => {
      await saveSettings(services, person(req), settings, hasPrices);
      goTo(res, "/admin/site?saved=1");
    }),
  );

  router.post(
    "/admin/site/logo",
    uploadForm("site.edit", {
      field: "logo",
      missing: "Please choose a picture.",
      schema: logoForm,
      showAgain: showSettings,
      async handle(req, res, { bytes }) {
        await saveLogo(services, person(req), bytes);
        goTo(res, "/admin/site?saved=1");
      },
    }),
  );

  router.post("/admin/site/logo/remove", allow("site.edit"), async (req, res) => {
    await removeLogo(services, person(req));
    goTo(res, "/admin/site?saved=1");
  });

  router.get("/admin/site/texts/:kind", allow("site.edit"), (req, res) => showEditor(req, res, emptyForm));

  router.post(
    "/admin/site/texts/:kind/preview",
    allow("site.edit"),
    form(textForm, showEditor, (req, res, { markdown }) =>
      showEditor(req, res, { ...emptyForm, entered: req.body as FormState["entered"] }, markdown),
    ),
  );

  router.post(
    "/admin/site/texts/:kind",
    allow("site.edit"),
    form(textForm, showEditor, async (req, res, text) => {
      const kind = kindIn(req);
      await publishText(services, person(req), { kind, ...text });
      goTo(res, SITE_TEXTS[kind].path);
    }),
  );

  async function showSettings(req: Request, res: Response, state: FormState): Promise<void> {
    const settings = services.site.current;
    const [isSettled, ...texts] = await Promise.all([
      hasPrices(),
      ...kinds.map(async (kind) => ({ ...SITE_TEXTS[kind], ...(await findText(kind)) })),
    ]);
    await show(res, "site/settings", {
      title: "Site settings",
      form: state,
      settings,
      texts,
      choices: { ...choices, zones: zoneChoices() },
      currencies: currencyChoices(isSettled ? [settings.currency] : CURRENCIES),
      currencyHint: isSettled ? "It stays, as there are prices in it." : "Of all prices. It stays once there are some.",
      ages: AGES_OF_CONSENT,
      practiceOfOne: settings.practiceOfOne ? "yes" : [],
      logoField: pictureField(),
      isSaved: req.query.saved === "1",
    });
  }

  async function showEditor(req: Request, res: Response, state: FormState, preview?: string): Promise<void> {
    const kind = kindIn(req);
    const [text, versions] = await Promise.all([findText(kind), listVersions(kind)]);
    await show(res, "site/text-editor", {
      title: SITE_TEXTS[kind].title,
      form: state,
      text,
      versions,
      preview: preview === undefined ? null : renderMarkdown(fillIn(preview, services.site.current)),
    });
  }

  return router;
}

function currencyChoices(currencies: readonly Currency[]): { key: Currency; label: string }[] {
  return currencies.map((key) => ({ key, label: currencyName(key) })).sort((a, b) => a.label.localeCompare(b.label));
}

function kindIn(req: Request): SiteTextKind {
  const kind = kinds.find((each) => each === req.params.kind);
  if (!kind) throw new NotFound();
  return kind;
}
