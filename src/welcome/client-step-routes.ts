import { Router, type Request, type Response } from "express";
import type { z } from "zod";
import { findEmergencyContact, saveEmergencyContact } from "../accounts/emergency-contact.js";
import { findOwnDetails } from "../accounts/find-own-details.js";
import { findOwnAccount } from "../accounts/find-own-account.js";
import { MAIL_LOCALES, type Details } from "../accounts/details-rules.js";
import { saveDetails } from "../accounts/save-details.js";
import type { Services } from "../services.js";
import { COUNTRIES } from "../site/country-rules.js";
import { allow } from "../web/guards.js";
import { person, type OnSignedOut } from "../web/passport.js";
import { emptyForm, form, type FormState } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { countryOfZone, zoneChoices } from "../web/zone-rules.js";
import { markDone } from "./setting-up.js";
import { CLIENT_STEPS, pathAfter, stepPath, type ClientStep } from "./step-rules.js";
import { crisisForm, reachForm, youForm } from "./welcome-forms.js";

const locales = Object.entries(MAIL_LOCALES).map(([key, label]) => ({ key, label }));
const titles = Object.values(CLIENT_STEPS).map(({ title }) => title);

interface Step<S extends z.ZodType> {
  step: ClientStep;
  schema: S;
  /** What its page shows besides the form. */
  find: (req: Request) => Promise<object>;
  save: (req: Request, input: z.infer<S>) => Promise<void>;
}

/** The pages that a new client is led through. Each can be skipped and opened again later. */
export function clientStepRoutes(services: Services, { onSignedOut }: { onSignedOut: OnSignedOut }): Router {
  const saveSome = async (req: Request, { version, ...some }: Partial<Details> & { version: number }) => {
    const before = await findOwnDetails(services, person(req));
    onSignedOut(await saveDetails(services, person(req), { ...before, ...some, version }), "restarting");
  };
  return Router().use(
    stepRoutes({
      step: "you",
      schema: youForm,
      find: async (req) => {
        const details = await findOwnDetails(services, person(req));
        const country = details.version === 0 ? (countryOfZone(details.zone) ?? "") : details.country;
        return { details: { ...details, country }, zones: zoneChoices(), countries: COUNTRIES };
      },
      save: saveSome,
    }),
    stepRoutes({
      step: "reach",
      schema: reachForm,
      find: async (req) => {
        const [details, account] = await Promise.all([
          findOwnDetails(services, person(req)),
          findOwnAccount(services, person(req)),
        ]);
        return { details, email: account.email, locales };
      },
      save: saveSome,
    }),
    stepRoutes({
      step: "crisis",
      schema: crisisForm,
      find: async (req) => ({ contact: await findEmergencyContact(services, person(req).id) }),
      save: async (req, contact) => {
        if (contact) await saveEmergencyContact(services, person(req), contact);
      },
    }),
  );
}

function stepRoutes<S extends z.ZodType>({ step, schema, find, save }: Step<S>): Router {
  const router = Router();
  const path = stepPath(step);

  const showStep = async (req: Request, res: Response, state: FormState): Promise<void> => {
    const data = {
      form: state,
      ...(await find(req)),
      path,
      skipTo: pathAfter(step),
      titles,
      at: titles.indexOf(CLIENT_STEPS[step].title),
    };
    await show(res, `welcome/${step}`, { title: CLIENT_STEPS[step].title, ...data });
  };

  router.get(path, allow("contact.edit"), (req, res) => showStep(req, res, emptyForm));

  router.post(
    path,
    allow("contact.edit"),
    form(schema, showStep, async (req, res, input) => {
      await save(req, input);
      await markDone(person(req), step);
      goTo(res, pathAfter(step));
    }),
  );

  return router;
}
