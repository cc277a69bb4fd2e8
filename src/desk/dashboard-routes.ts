import { Router, type Request } from "express";
import { describeInsights } from "../insights/describe-insights.js";
import { findInsights } from "../insights/find-insights.js";
import { figureTables, type Writing } from "../insights/insight-tables.js";
import { periodBetween, periodUntil, PRESETS, type Period, type Preset } from "../insights/period-rules.js";
import { fileRows } from "../insights/table-rules.js";
import { InvalidInput, NotFound } from "../platform/errors.js";
import type { Services } from "../services.js";
import { enteredFields } from "../web/entered-fields.js";
import { format } from "../web/format.js";
import { addressPart, allow } from "../web/guards.js";
import { smallestIn, writeAmount } from "../web/money-rules.js";
import { person } from "../web/passport.js";
import { emptyForm, readInput, type FormState } from "../web/read-form.js";
import { show } from "../web/respond.js";
import { sendCsv } from "../web/send-csv.js";
import { figureFile, ownPeriodQuery, presetQuery } from "./dashboard-forms.js";
import { describeToday } from "./describe-today.js";
import { findToday } from "./find-today.js";

/** Pages of a practice that the header does not lead to. */
const LINKS = [
  { href: "/appointments", label: "Appointments" },
  { href: "/notes/search", label: "Search notes" },
  { href: "/availability", label: "Availability" },
  { href: "/invoices", label: "Invoices" },
  { href: "/profile", label: "Profile" },
];

/** The period that a request asks for, and what is wrong with it: then the usual period stands in. */
interface PeriodAsked {
  period: Period;
  preset: Preset | undefined;
  form: FormState;
}

/** A counsellor's landing page: their day, which an open page takes again, and their figures, each table also as a file. */
export function dashboardRoutes(services: Services): Router {
  const router = Router();

  router.get("/dashboard", allow("desk.see"), async (req, res) => {
    const { period, preset, form } = readPeriod(services, req);
    const [today, insights] = await Promise.all([findToday(services, person(req)), findInsights(person(req), period)]);
    await show(
      res,
      "desk/dashboard",
      {
        title: "Dashboard",
        links: LINKS,
        today: describeToday(today, person(req), format),
        insights: describeInsights(insights, preset, writing(services)),
        form,
      },
      { status: form.problem === undefined ? 200 : 422 },
    );
  });

  router.get("/dashboard/today", allow("desk.see"), async (req, res) => {
    const today = describeToday(await findToday(services, person(req)), person(req), format);
    await show(res, "desk/today", { title: "Today", today }, { fragment: "desk/_today" });
  });

  router.get("/dashboard/figures/:file", allow("desk.see"), async (req, res) => {
    const file = figureFile.safeParse(addressPart(req, "file"));
    const { period, form } = readPeriod(services, req);
    if (!file.success || form.problem) throw new NotFound();
    const tables = figureTables(await findInsights(person(req), period), writing(services));
    const { firstDay, lastDay } = period;
    sendCsv(res, `${file.data}-${firstDay}-to-${lastDay}.csv`, fileRows(tables[file.data]));
  });

  return router;
}

function readPeriod({ clock }: Services, req: Request): PeriodAsked {
  const { zone } = person(req);
  const { period: preset } = readInput(presetQuery, req.query);
  const usual = { period: periodUntil(clock.now(), PRESETS[preset].days, zone), preset };
  if (req.query.from === undefined && req.query.to === undefined) return { ...usual, form: emptyForm };
  try {
    const { from, to } = readInput(ownPeriodQuery, req.query);
    return { period: periodBetween(from, to, zone), preset: undefined, form: emptyForm };
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    const { fields: errors, message: problem } = error;
    return { ...usual, form: { entered: enteredFields(req.query), errors, problem } };
  }
}

function writing({ site }: Services): Writing {
  const { currency } = site.current;
  return { format, amount: (smallest) => writeAmount(smallest, currency), currencyUnit: smallestIn(currency) };
}
