import { Router, type Request, type Response } from "express";
import { zoneChoices } from "../accounts/account-rules.js";
import { CounsellorModel } from "../counsellors/counsellor-model.js";
import type { Services } from "../services.js";
import { allow } from "../web/guards.js";
import { actor } from "../web/passport.js";
import { emptyForm, form, type FormState } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { availabilityForm, OVERRIDE_ROWS, RANGE_ROWS } from "./availability-forms.js";
import { CHOICES, WEEKDAYS, type Availability, type Range } from "./availability-rules.js";
import { findAvailability } from "./find-availability.js";
import { findLeftOutside } from "./find-left-outside.js";
import { findSlots } from "./find-slots.js";
import { saveAvailability } from "./save-availability.js";
import { slotsByDay } from "./slot-rules.js";

const PREVIEW_DAYS = 7;
const DAY_MS = 24 * 60 * 60_000;
const NO_RANGE: Range = { from: "", to: "" };

/** The counsellor's own hours. */
export function availabilityRoutes(services: Services): Router {
  const router = Router();

  router.get("/availability", allow("availability.edit"), (req, res) => showEditor(req, res, emptyForm));

  router.post(
    "/availability",
    allow("availability.edit"),
    form(availabilityForm, showEditor, async (req, res, edited) => {
      await saveAvailability(services, actor(req), edited);
      goTo(res, "/availability?saved=1");
    }),
  );

  async function showEditor(req: Request, res: Response, formState: FormState): Promise<void> {
    const counsellorId = actor(req).id ?? "";
    const saved = await findAvailability(counsellorId);
    const now = services.clock.now();
    await show(res, "availability/editor", {
      title: "Availability",
      form: formState,
      ...rowsOf(saved, formState),
      saved,
      choices: CHOICES,
      zones: zoneChoices(saved.zone),
      leftOutside: await findLeftOutside(counsellorId, saved, now),
      preview: await preview(counsellorId, saved.zone, now),
      notice:
        req.query.saved === "1"
          ? { tone: "success", text: "Your hours are saved. Free times follow them from now on." }
          : null,
    });
  }

  /** How many times a client would see on each of the next days, for the first session type. */
  async function preview(counsellorId: string, zone: string, now: Date): Promise<{ day: Date; slots: Date[] }[]> {
    const counsellor = await CounsellorModel.findById(counsellorId, { offers: 1 }).lean();
    const minutes = counsellor?.offers[0]?.minutes ?? 50;
    const period = { from: now, to: new Date(now.getTime() + PREVIEW_DAYS * DAY_MS) };
    const days = slotsByDay(await findSlots(services, { counsellorId, minutes }, period), zone);
    return [...days.values()].map((slots) => ({ day: slots[0] ?? now, slots }));
  }

  return router;
}

interface Row extends Range {
  name: string;
}

/** The editor's rows: what was entered where a form comes back, else what is saved; with an empty one to add to. */
function rowsOf(
  saved: Availability,
  { entered }: FormState,
): { week: { weekday: string; rows: Row[] }[]; overrideRows: (Row & { date: string })[] } {
  const read = (name: string): string => (typeof entered[name] === "string" ? entered[name] : "");
  const isEntered = Object.keys(entered).length > 0;
  const week = WEEKDAYS.map((weekday, index) => {
    const day = weekday.toLowerCase();
    const ranges = isEntered
      ? Array.from({ length: RANGE_ROWS }, (_, row) => ({
          from: read(`${day}.${row}.from`),
          to: read(`${day}.${row}.to`),
        }))
      : (saved.weekly[index] ?? []);
    return { weekday, rows: withOneEmpty(ranges).map((range, row) => ({ ...range, name: `${day}.${row}` })) };
  });
  const dated = isEntered
    ? Array.from({ length: OVERRIDE_ROWS }, (_, row) => ({
        date: read(`override.${row}.date`),
        from: read(`override.${row}.from`),
        to: read(`override.${row}.to`),
      }))
    : saved.overrides.flatMap(({ date, ranges }) =>
        (ranges.length > 0 ? ranges : [NO_RANGE]).map((range) => ({ date, ...range })),
      );
  const filled = dated.slice(0, dated.findLastIndex(({ date, from, to }) => date || from || to) + 1);
  const overrideRows = [...filled, { date: "", ...NO_RANGE }].map((row, index) => ({
    ...row,
    name: `override.${index}`,
  }));
  return { week, overrideRows };
}

/** Rows keep their places, so that errors stay beside them. */
function withOneEmpty(ranges: Range[]): Range[] {
  const filled = ranges.slice(0, ranges.findLastIndex(({ from, to }) => from || to) + 1);
  return filled.length < RANGE_ROWS ? [...filled, NO_RANGE] : filled;
}
