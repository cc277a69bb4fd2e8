import { Router, type Request, type Response } from "express";
import type { z } from "zod";
import type { Services } from "../services.js";
import { allow } from "../web/guards.js";
import { person } from "../web/passport.js";
import { emptyForm, form, type FormState } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { crisisStep, reachStep, youStep, type StepPage } from "./client-step-pages-routes.js";
import { markDone } from "./setting-up.js";
import { CLIENT_STEPS, pathAfter, stepPath } from "./step-rules.js";

const titles = Object.values(CLIENT_STEPS).map(({ title }) => title);

/** The pages that a new client is led through. Each can be skipped and opened again later. */
export function clientStepRoutes(services: Services): Router {
  return Router().use(stepRoutes(youStep(services)), stepRoutes(reachStep(services)), stepRoutes(crisisStep(services)));
}

function stepRoutes<S extends z.ZodType>(page: StepPage<S>): Router {
  const router = Router();
  const { step, schema, save } = page;
  const showAgain = showStep(page);

  router.get(stepPath(step), allow("contact.edit"), (req, res) => showAgain(req, res, emptyForm));

  router.post(
    stepPath(step),
    allow("contact.edit"),
    form(schema, showAgain, async (req, res, input) => {
      await save(req, input);
      await markDone(person(req), step);
      goTo(res, pathAfter(step));
    }),
  );

  return router;
}

function showStep<S extends z.ZodType>({ step, find }: StepPage<S>) {
  return async (req: Request, res: Response, state: FormState): Promise<void> => {
    const { title } = CLIENT_STEPS[step];
    await show(res, `welcome/${step}`, {
      title,
      form: state,
      path: stepPath(step),
      skipTo: pathAfter(step),
      titles,
      at: titles.indexOf(title),
      ...(await find(req)),
    });
  };
}
