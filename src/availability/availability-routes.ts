import { Router, type Request, type RequestHandler, type Response } from "express";
import { InvalidInput } from "../platform/errors.js";
import type { Services } from "../services.js";
import { format } from "../web/format.js";
import { allow } from "../web/guards.js";
import { person } from "../web/passport.js";
import { emptyForm, form, type FormState, type ShowForm, readInput } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { availabilityForm, copyForm, growForm, previewForm } from "./availability-forms.js";
import { describeEditor, type EditedHours } from "./describe-editor.js";
import { problemsOfPast } from "./override-rows-rules.js";
import { saveAvailability } from "./save-availability.js";
import { dayOf } from "../web/zone-days-rules.js";

/** How to show the editor, besides the saved hours. */
interface Showing {
  state: FormState;
  draft?: EditedHours;
  growing?: string;
  notice?: { tone: "success" | "info"; text: string };
}

const SAVED = { tone: "success", text: "Your hours are saved. Clients now see free times within them." } as const;
const PREVIEWED = { tone: "info", text: "This is a preview. Nothing is saved yet." } as const;
const COPIED = { tone: "info", text: "Copied. Nothing is saved yet." } as const;

/** A counsellor edits, previews and saves their hours. */
export function availabilityRoutes(services: Services): Router {
  const router = Router();
  const showAgain: ShowForm = (req, res, state) => showEditor(services, req, res, { state });

  router.get("/availability", allow("availability.edit"), (req, res) =>
    showEditor(services, req, res, { state: emptyForm, ...(req.query.saved === "1" && { notice: SAVED }) }),
  );

  router.post("/availability", allow("availability.edit"), saveForm(services, showAgain));

  router.post(
    "/availability/preview",
    allow("availability.edit"),
    form(availabilityForm, showAgain, (req, res, draft) =>
      showEditor(services, req, res, { state: sentBy(req), draft, notice: PREVIEWED }),
    ),
  );

  router.post(
    "/availability/rows",
    allow("availability.edit"),
    form(growForm, showAgain, (req, res, { more }) =>
      showEditor(services, req, res, { state: sentBy(req), growing: more }),
    ),
  );

  router.post(
    "/availability/copy",
    allow("availability.edit"),
    form(copyForm, showAgain, (req, res, entered) =>
      showEditor(services, req, res, { state: { ...emptyForm, entered }, notice: COPIED }),
    ),
  );

  return router;
}

function saveForm(services: Services, showAgain: ShowForm): RequestHandler {
  return form(availabilityForm, showAgain, async (req, res, { lastDates, ...edited }) => {
    ensureAhead(lastDates, dayOf(services.clock.now(), person(req).zone).toString());
    await saveAvailability(services, person(req), edited);
    goTo(res, "/availability?saved=1");
  });
}

const sentBy = (req: Request): FormState => ({ ...emptyForm, entered: req.body as FormState["entered"] });

function ensureAhead(lastDates: Map<string, string>, today: string): void {
  const past = problemsOfPast(lastDates, today);
  if (Object.keys(past).length > 0) throw new InvalidInput(past);
}

async function showEditor(
  services: Services,
  req: Request,
  res: Response,
  { state, draft, growing, notice }: Showing,
): Promise<void> {
  const wanted = readInput(previewForm, state.entered);
  const request = {
    ...{ entered: state.entered, errors: state.errors, draft, growing },
    stale: res.statusCode === 409 ? readInput(availabilityForm, state.entered) : undefined,
    previewed: { type: wanted.previewType, day: wanted.previewDay },
  };
  const editor = await describeEditor(services, person(req), request, format);
  const data = { title: "Availability", form: state, notice, editor };
  const fragment = growing === "override" ? "availability/_dates" : "availability/_day";
  await show(res, "availability/editor", data, growing ? { fragment } : {});
}
