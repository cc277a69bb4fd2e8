import { Router, type Request, type Response } from "express";
import { cancellationTerms, partyOf } from "../appointments/appointment-rules.js";
import { describeFacts } from "../appointments/describe-facts.js";
import { findAppointment } from "../appointments/find-appointments.js";
import type { Services } from "../services.js";
import { format } from "../web/format.js";
import { allow, recordId } from "../web/guards.js";
import { person } from "../web/passport.js";
import { emptyForm, form, type FormState, type ShowForm } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { cancelForm } from "./booking-forms.js";
import { cancelAppointment } from "./cancel-appointment.js";
import { describeCancelling } from "./cancel-words.js";
import { addressWhenLate } from "./late-rules.js";

/** Cancelling a session, after showing what happens to the money. */
export function cancelRoutes(services: Services): Router {
  const router = Router();
  const showForm: ShowForm = (req, res, state) => showCancel(services, req, res, state);

  router.get("/appointments/:id/cancel", allow("appointment.cancel"), (req, res) => showForm(req, res, emptyForm));

  router.post(
    "/appointments/:id/cancel",
    allow("appointment.cancel"),
    form(cancelForm, showForm, async (req, res, { refundCents }) => {
      await cancelAppointment(services, person(req), recordId(req), refundCents);
      goTo(res, `/appointments/${recordId(req)}`);
    }),
  );

  return router;
}

async function showCancel(services: Services, req: Request, res: Response, state: FormState): Promise<void> {
  const appointment = await findAppointment(person(req), recordId(req));
  const party = partyOf(appointment, person(req).id);
  const terms = cancellationTerms(appointment, party, services.clock.now());
  if (!terms) return goTo(res, addressWhenLate(appointment, "cancel"));
  const facts = describeFacts(appointment, person(req), format);
  const cancelling = describeCancelling(terms, { ...appointment, price: facts.price }, party);
  const title = "Cancel this session?";
  await show(res, "booking/cancel", { title, appointment, facts, terms, cancelling, form: state });
}
