import { Router, type Request, type Response } from "express";
import { lookUpHold } from "../appointments/find-appointments.js";
import { Conflict } from "../platform/errors.js";
import type { Services } from "../services.js";
import { format } from "../web/format.js";
import { allow, recordId } from "../web/guards.js";
import { person } from "../web/passport.js";
import { emptyForm, form, readInput, type FormState } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { confirmForm, holdForm } from "./booking-forms.js";
import { rememberHold, showCheckout, showHoldEnded } from "./checkout-page-routes.js";
import { confirmBooking } from "./confirm-booking.js";
import { describeAlternatives } from "./describe-alternatives.js";
import { findAlternatives } from "./find-alternatives.js";
import { placeHold } from "./place-hold.js";
import { releaseHold } from "./release-hold.js";

/** From "Book" to the checkout page, and back. */
export function checkoutRoutes(services: Services): Router {
  const router = Router();

  router.post("/appointments", allow("appointment.book"), (req, res) => book(services, req, res));

  router.get("/appointments/:id/checkout", allow("appointment.pay"), (req, res) =>
    showCheckout(services, req, res, emptyForm),
  );

  const showForm = (req: Request, res: Response, state: FormState) => showCheckout(services, req, res, state);
  router.post(
    "/appointments/:id/confirm",
    allow("appointment.pay"),
    form(confirmForm, showForm, (req, res) => confirm(services, req, res)),
  );

  router.post("/appointments/:id/release", allow("appointment.pay"), async (req, res) => {
    const hold = await lookUpHold(person(req), recordId(req));
    if (hold) await releaseHold(services, person(req), recordId(req));
    goTo(res, hold ? `/counsellors/${hold.counsellorSlug}?type=${hold.sessionType}` : "/appointments");
  });

  return router;
}

async function confirm(services: Services, req: Request, res: Response): Promise<void> {
  const hold = await lookUpHold(person(req), recordId(req));
  if (!hold) return showHoldEnded(services, req, res, null);
  await confirmBooking(services, person(req), recordId(req));
  goTo(res, `/appointments/${hold.id}?booked=1`);
}

async function book(services: Services, req: Request, res: Response): Promise<void> {
  const wanted = readInput(holdForm, req.body);
  try {
    const { holdId } = await placeHold(services, person(req), wanted);
    rememberHold(req, { ...wanted, id: String(holdId) });
    goTo(res, `/appointments/${String(holdId)}/checkout`);
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
    const alternatives = await findAlternatives(services, person(req), wanted);
    const data = {
      title: error.message,
      chosen: format.dateTime(wanted.startsAt, person(req).zone),
      alternatives: describeAlternatives(alternatives, "These are free nearby", person(req), format),
    };
    await show(res, "booking/time-taken", data, { status: 409 });
  }
}
