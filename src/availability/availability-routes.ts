import { Router, type Request, type Response } from "express";
import { SESSION_TYPES } from "../catalogue/catalogue-rules.js";
import { InvalidInput } from "../platform/errors.js";
import type { Services } from "../services.js";
import { allow } from "../web/guards.js";
import { person } from "../web/passport.js";
import { emptyForm, form, type FormState } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { availabilityForm, copyForm, growForm, previewForm } from "./availability-forms.js";
import { CHOICES, type Availability } from "./availability-rules.js";
import { differencesOf } from "./difference-rules.js";
import { rowsOf } from "./editor-rows-rules.js";
import { findAvailability } from "./find-availability.js";
import { findLeftOutside } from "./find-left-outside.js";
import { problemsOfPast } from "./override-rows-rules.js";
import { previewTimes } from "./preview-times.js";
import { saveAvailability } from "./save-availability.js";
import { SETTINGS } from "./setting-rules.js";
import { dayOf } from "./slot-rules.js";

interface Editor {
  form: FormState;
  /** What is to be previewed in place of what is saved. */
  draft?: Availability;
  /** The list that gets another row: a day, or "override". */
  growing?: string;
  notice?: { tone: "success" | "info"; text: string };
}

/** The counsellor's own hours: edited, tried out and saved. */
export function availabilityRoutes(services: Services): Router {
  const router = Router();
  const showAgain = (req: Request, res: Response, state: FormState): Promise<void> =>
    showEditor(req, res, { form: state });
  const today = (zone: string): string => dayOf(services.clock.now(), zone).toString();

  router.get("/availability", allow("availability.edit"), (req, res) => {
    const notice = { tone: "success" as const, text: "Your hours are saved. Free times follow them from now on." };
    return showEditor(req, res, { form: emptyForm, ...(req.query.saved === "1" && { notice }) });
  });

  router.post(
    "/availability",
    allow("availability.edit"),
    form(availabilityForm, showAgain, async (req, res, { lastDates, ...edited }) => {
      const past = problemsOfPast(lastDates, today(person(req).zone));
      if (Object.keys(past).length > 0) throw new InvalidInput(past);
      await saveAvailability(services, person(req), edited);
      goTo(res, "/availability?saved=1");
    }),
  );

  router.post(
    "/availability/preview",
    allow("availability.edit"),
    form(availabilityForm, showAgain, async (req, res, edited) => {
      const notice = { tone: "info" as const, text: "This is how it would be. Nothing is saved yet." };
      const draft = { ...edited, zone: person(req).zone };
      await showEditor(req, res, { form: { ...emptyForm, entered: req.body as FormState["entered"] }, draft, notice });
    }),
  );

  router.post(
    "/availability/rows",
    allow("availability.edit"),
    form(growForm, showAgain, (req, res, { more }) =>
      showEditor(req, res, { form: { ...emptyForm, entered: req.body as FormState["entered"] }, growing: more }),
    ),
  );

  router.post(
    "/availability/copy",
    allow("availability.edit"),
    form(copyForm, showAgain, async (req, res, entered) => {
      const notice = { tone: "info" as const, text: "Copied. Nothing is saved yet." };
      await showEditor(req, res, { form: { ...emptyForm, entered }, notice });
    }),
  );

  async function showEditor(req: Request, res: Response, editor: Editor): Promise<void> {
    const { form: state, draft, growing, notice } = editor;
    const counsellorId = person(req).id;
    const saved = await findAvailability(counsellorId);
    const shown = draft ?? saved;
    const rows = rowsOf(saved, state.entered, today(saved.zone), growing);
    const wanted = previewForm.parse(state.entered);
    const data = {
      title: "Availability",
      form: state,
      ...rows,
      day: rows.week.find(({ key }) => key === growing),
      growing,
      saved,
      shown,
      differences: res.statusCode === 409 ? differences(saved, state) : null,
      notice,
      choices: CHOICES,
      settings: SETTINGS,
      labels: { sessionTypes: SESSION_TYPES },
      leftOutside: await findLeftOutside(counsellorId, shown, services.clock.now()),
      preview: await previewTimes(services, counsellorId, shown, { type: wanted.previewType, day: wanted.previewDay }),
    };
    await show(res, "availability/editor", data, {
      ...(growing && { fragment: growing === "override" ? "availability/_dates" : "availability/_day" }),
    });
  }

  /** In what the hours that were saved in another window differ from those entered in this one. */
  function differences(saved: Availability, { entered }: FormState) {
    return differencesOf(saved, { ...availabilityForm.parse(entered), zone: saved.zone }, today(saved.zone));
  }

  return router;
}
