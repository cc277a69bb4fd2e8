import { Router, type Request, type Response } from "express";
import { zoneChoices } from "../web/zone-rules.js";
import { isReschedulable } from "../appointments/appointment-rules.js";
import { describeFacts } from "../appointments/describe-facts.js";
import { findAppointment } from "../appointments/find-appointments.js";
import { windowWords } from "../catalogue/terms-rules.js";
import { pickerQuery } from "../availability/picker-forms.js";
import type { Services } from "../services.js";
import { format } from "../web/format.js";
import { findLink } from "../web/find-link.js";
import { allow, recordId } from "../web/guards.js";
import { person } from "../web/passport.js";
import { emptyForm, form, type FormState, type ShowForm, readInput } from "../web/read-form.js";
import { goTo, show, wantsFragment } from "../web/respond.js";
import { rescheduleForm } from "./booking-forms.js";
import { addressWhenLate } from "./late-rules.js";
import { describePicker } from "../availability/describe-picker.js";
import { pickNewTime } from "./pick-new-time.js";
import { rescheduleAppointment } from "./reschedule-appointment.js";

/** Moving a session to another time. */
export function rescheduleRoutes(services: Services): Router {
  const router = Router();
  const showForm: ShowForm = (req, res, state) => showReschedule(services, req, res, state);

  router.get("/appointments/:id/reschedule", allow("appointment.reschedule"), (req, res) =>
    showForm(req, res, emptyForm),
  );

  router.post(
    "/appointments/:id/reschedule",
    allow("appointment.reschedule"),
    form(rescheduleForm, showForm, async (req, res, times) => {
      await rescheduleAppointment(services, person(req), { appointmentId: recordId(req), ...times });
      goTo(res, `/appointments/${recordId(req)}?moved=1`);
    }),
  );

  return router;
}

async function showReschedule(services: Services, req: Request, res: Response, state: FormState): Promise<void> {
  const appointment = await findAppointment(person(req), recordId(req));
  const now = services.clock.now();
  if (!isReschedulable(appointment, now)) return goTo(res, addressWhenLate(appointment, "move"));
  const asked = readInput(pickerQuery, req.query);
  const { counsellor, picker } = await pickNewTime(services, person(req), appointment, asked);
  const pickerPage = {
    path: `/appointments/${appointment.id}/reschedule`,
    counsellor,
    query: asked,
    zones: zoneChoices(),
    isSwapped: wantsFragment(req),
    canSearch: findLink(res).isSearch,
    reader: { isVisitor: false, mayBook: false },
    moving: {
      from: appointment.startsAt,
      isSoon: asked.at !== undefined && !isReschedulable({ ...appointment, startsAt: asked.at }, now),
      window: windowWords(appointment.windowHours),
    },
  };
  const data = {
    title: "Move this session",
    appointment,
    facts: describeFacts(appointment, person(req), format),
    window: windowWords(appointment.windowHours),
    picker: describePicker(picker, pickerPage, format),
    form: state,
  };
  await show(res, "booking/reschedule", data, { fragment: "availability/_picker" });
}
