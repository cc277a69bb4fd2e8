import { Router, type Request, type Response } from "express";
import { NotFound } from "../platform/errors.js";
import type { Services } from "../services.js";
import { allow, recordId } from "../web/guards.js";
import { person } from "../web/passport.js";
import { emptyForm, form, type FormState } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { templateForm } from "./note-forms.js";
import { addTemplate, editTemplate, findTemplates, removeTemplate } from "./own-templates.js";
import { TEMPLATE_LENGTHS, TEMPLATES } from "./template-rules.js";

/** "SOAP, DAP, BIRP and GIRP" */
const GIVEN = new Intl.ListFormat("en-GB").format(TEMPLATES.map(({ name }) => name));

/** A counsellor's own templates for notes. */
export function noteTemplateRoutes(services: Services): Router {
  const router = Router();
  const showAll = (req: Request, res: Response, state: FormState) => showTemplates(services, req, res, state);
  const showOne = (req: Request, res: Response, state: FormState) => showTemplate(services, req, res, state);

  router.get("/notes/templates", allow("note.write"), (req, res) => showAll(req, res, emptyForm));

  router.post(
    "/notes/templates",
    allow("note.write"),
    form(templateForm, showAll, async (req, res, added) => {
      await addTemplate(services, person(req), added);
      goTo(res, "/notes/templates");
    }),
  );

  router.get("/notes/templates/:id", allow("note.write"), (req, res) => showOne(req, res, emptyForm));

  router.post(
    "/notes/templates/:id",
    allow("note.write"),
    form(templateForm, showOne, async (req, res, edited) => {
      await editTemplate(services, person(req), { id: recordId(req), ...edited });
      goTo(res, "/notes/templates");
    }),
  );

  router.post("/notes/templates/:id/remove", allow("note.write"), async (req, res) => {
    await removeTemplate(services, person(req), recordId(req));
    goTo(res, "/notes/templates");
  });

  return router;
}

async function showTemplates(services: Services, req: Request, res: Response, state: FormState): Promise<void> {
  const own = await findTemplates(services, person(req));
  await show(res, "notes/templates", {
    title: "Note templates",
    own: own.map(({ id, name }) => ({ name, href: `/notes/templates/${id}` })),
    given: GIVEN,
    form: state,
    lengths: TEMPLATE_LENGTHS,
  });
}

async function showTemplate(services: Services, req: Request, res: Response, state: FormState): Promise<void> {
  const template = (await findTemplates(services, person(req))).find(({ id }) => id === recordId(req));
  if (!template) throw new NotFound();
  await show(res, "notes/template", { title: "Edit template", template, form: state, lengths: TEMPLATE_LENGTHS });
}
