import { Router, type Request, type Response } from "express";
import { NotFound } from "../platform/errors.js";
import { renderMarkdown } from "../platform/markdown.js";
import type { Services } from "../services.js";
import { addressPart, allow } from "../web/guards.js";
import { person } from "../web/passport.js";
import { emptyForm, form, type FormState, type ShowForm } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { fillIn } from "./fill-in-rules.js";
import { textForm } from "./site-forms.js";
import { findText, listVersions, publishText } from "./site-texts.js";
import { SITE_TEXTS, TEXT_KINDS, type SiteTextKind } from "./site-texts-rules.js";

const TEXT = "/admin/site/texts/:kind";

/** The site's texts, for the admin to preview and publish. */
export function textEditorRoutes(services: Services): Router {
  const router = Router();
  const showAgain: ShowForm = (req, res, state) => showEditor(services, req, res, state);

  router.get(TEXT, allow("site.edit"), (req, res) => showAgain(req, res, emptyForm));

  router.post(
    `${TEXT}/preview`,
    allow("site.edit"),
    form(textForm, showAgain, (req, res, { markdown }) =>
      showEditor(services, req, res, { ...emptyForm, entered: req.body as FormState["entered"] }, markdown),
    ),
  );

  router.post(
    TEXT,
    allow("site.edit"),
    form(textForm, showAgain, async (req, res, text) => {
      const kind = kindIn(req);
      await publishText(services, person(req), { kind, ...text });
      goTo(res, SITE_TEXTS[kind].path);
    }),
  );

  return router;
}

async function showEditor(
  services: Services,
  req: Request,
  res: Response,
  state: FormState,
  preview?: string,
): Promise<void> {
  const kind = kindIn(req);
  const [text, versions] = await Promise.all([findText(kind), listVersions(kind)]);
  await show(res, "site/text-editor", {
    title: SITE_TEXTS[kind].title,
    form: state,
    text,
    nextVersion: text.version + 1,
    versions,
    preview: preview === undefined ? null : renderMarkdown(fillIn(preview, services.site.current)),
  });
}

function kindIn(req: Request): SiteTextKind {
  const kind = TEXT_KINDS.find((each) => each === addressPart(req, "kind"));
  if (!kind) throw new NotFound();
  return kind;
}
