import { Router, type Request, type Response } from "express";
import { canReturnAnyway } from "../appointments/appointment-rules.js";
import { describeFacts } from "../appointments/describe-facts.js";
import { findAppointment } from "../appointments/find-appointments.js";
import type { Services } from "../services.js";
import { format } from "../web/format.js";
import { allow, recordId } from "../web/guards.js";
import { person } from "../web/passport.js";
import { emptyForm, form, type FormState } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { confirmForm } from "./booking-forms.js";
import { describeReturning } from "./describe-returning.js";
import { returnAnyway } from "./return-anyway.js";

/** Returning a client's payment after a late cancellation or absence. */
export function returnRoutes(services: Services): Router {
  const router = Router();

  router.get("/appointments/:id/return", allow("payment.return"), (req, res) => showReturn(req, res, emptyForm));

  router.post(
    "/appointments/:id/return",
    allow("payment.return"),
    form(confirmForm, showReturn, async (req, res) => {
      await returnAnyway(services, person(req), recordId(req));
      goTo(res, `/appointments/${recordId(req)}`);
    }),
  );

  return router;
}

async function showReturn(req: Request, res: Response, state: FormState): Promise<void> {
  const appointment = await findAppointment(person(req), recordId(req));
  if (!canReturnAnyway(appointment)) return goTo(res, `/appointments/${appointment.id}`);
  const facts = describeFacts(appointment, person(req), format);
  await show(res, "booking/return", {
    ...describeReturning(appointment, facts.price),
    ...{ facts, address: `/appointments/${appointment.id}`, form: state },
  });
}
