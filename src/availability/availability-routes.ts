import { Router, type Request, type Response } from "express";
import { zoneChoices } from "../accounts/account-rules.js";
import { CounsellorModel } from "../counsellors/counsellor-model.js";
import type { Services } from "../services.js";
import { allow } from "../web/guards.js";
import { actor } from "../web/passport.js";
import { emptyForm, form, type FormState } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { availabilityForm, copyForm } from "./availability-forms.js";
import { CHOICES, WEEKDAYS, type Availability } from "./availability-rules.js";
import { rowsOf } from "./editor-rows-rules.js";
import { findAvailability } from "./find-availability.js";
import { findLeftOutside } from "./find-left-outside.js";
import { findSlots } from "./find-slots.js";
import { saveAvailability } from "./save-availability.js";
import { slotsByDay } from "./slot-rules.js";

const PREVIEW_DAYS = 14;
const DAY_MS = 24 * 60 * 60_000;

interface Editor {
  form: FormState;
  /** What is to be previewed in place of what is saved. */
  draft?: Availability;
  notice?: { tone: "success" | "info"; text: string };
}

/** The counsellor's own hours: edited, tried out and saved. */
export function availabilityRoutes(services: Services): Router {
  const router = Router();
  const showAgain = (req: Request, res: Response, state: FormState): Promise<void> =>
    showEditor(req, res, { form: state });

  router.get("/availability", allow("availability.edit"), (req, res) => {
    const notice = { tone: "success" as const, text: "Your hours are saved. Free times follow them from now on." };
    return showEditor(req, res, { form: emptyForm, ...(req.query.saved === "1" && { notice }) });
  });

  router.post(
    "/availability",
    allow("availability.edit"),
    form(availabilityForm, showAgain, async (req, res, edited) => {
      await saveAvailability(services, actor(req), edited);
      goTo(res, "/availability?saved=1");
    }),
  );

  router.post(
    "/availability/preview",
    allow("availability.edit"),
    form(availabilityForm, showAgain, async (req, res, draft) => {
      const notice = { tone: "info" as const, text: "This is how it would be. Nothing is saved yet." };
      await showEditor(req, res, { form: { ...emptyForm, entered: req.body as FormState["entered"] }, draft, notice });
    }),
  );

  router.post(
    "/availability/copy",
    allow("availability.edit"),
    form(copyForm, showAgain, async (req, res, entered) => {
      const notice = { tone: "info" as const, text: "Copied. Nothing is saved yet." };
      await showEditor(req, res, { form: { ...emptyForm, entered }, notice });
    }),
  );

  async function showEditor(req: Request, res: Response, { form: state, draft, notice }: Editor): Promise<void> {
    const counsellorId = actor(req).id ?? "";
    const saved = await findAvailability(counsellorId);
    const shown = draft ?? saved;
    const now = services.clock.now();
    const [today = ""] = slotsByDay([now], saved.zone).keys();
    await show(res, "availability/editor", {
      title: "Availability",
      form: state,
      ...rowsOf(saved, state.entered, today),
      saved,
      shown,
      isStale: res.statusCode === 409,
      notice,
      choices: CHOICES,
      weekdays: WEEKDAYS.map((day) => ({ key: day.toLowerCase(), label: day })),
      zones: zoneChoices(saved.zone),
      leftOutside: await findLeftOutside(counsellorId, shown, now),
      preview: await preview(counsellorId, shown, now),
    });
  }

  /** What a client would see of the next days, for the first session type, with these hours. */
  async function preview(
    counsellorId: string,
    availability: Availability,
    now: Date,
  ): Promise<{ day: Date; slots: Date[] }[]> {
    const counsellor = await CounsellorModel.findById(counsellorId, { offers: 1 }).lean();
    const minutes = counsellor?.offers[0]?.minutes ?? 50;
    const period = { from: now, to: new Date(now.getTime() + PREVIEW_DAYS * DAY_MS) };
    const slots = await findSlots(services, { counsellorId, minutes }, period, availability);
    return [...slotsByDay(slots, availability.zone).values()].map((each) => ({ day: each[0] ?? now, slots: each }));
  }

  return router;
}
