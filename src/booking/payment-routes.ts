import { Router, type Request, type Response } from "express";
import { lookUpHold } from "../appointments/find-appointments.js";
import type { Card } from "../payments/card-rules.js";
import { findLatestPayment, type LatestPayment } from "../payments/find-payments.js";
import type { Services } from "../services.js";
import { format } from "../web/format.js";
import { allow, recordId } from "../web/guards.js";
import { person } from "../web/passport.js";
import { emptyForm, form, type ShowForm } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { cardForm } from "./booking-forms.js";
import { checkPayment } from "./check-payment.js";
import { showCheckout, showHoldEnded } from "./checkout-page-routes.js";
import { describeWaiting } from "./describe-waiting.js";
import { payAppointment } from "./pay-appointment.js";

/** How often a browser without JavaScript reloads; scripts ask the gateway sooner. */
const REFRESH_SECONDS = 10;
const CHECK_AFTER_MS = 3000;

/** Paying for a hold, and waiting for the bank. */
export function paymentRoutes(services: Services): Router {
  const router = Router();
  const showForm: ShowForm = (req, res, state) => showCheckout(services, req, res, state);

  router.post(
    "/appointments/:id/pay",
    allow("appointment.pay"),
    form(cardForm, showForm, (req, res, card) => pay(services, req, res, card)),
  );

  /** The address bar's path after a card was declined. */
  router.get("/appointments/:id/pay", allow("appointment.pay"), (req, res) =>
    goTo(res, `/appointments/${recordId(req)}/checkout`),
  );

  router.get("/appointments/:id/payment", allow("appointment.pay"), (req, res) => showPayment(services, req, res));

  router.post("/appointments/:id/payment", allow("appointment.pay"), async (req, res) => {
    await checkPayment(services, person(req), recordId(req));
    goTo(res, paymentPage(recordId(req)));
  });

  return router;
}

const paymentPage = (holdId: string): string => `/appointments/${holdId}/payment`;

async function pay(services: Services, req: Request, res: Response, card: Card): Promise<void> {
  const holdId = recordId(req);
  const hold = await lookUpHold(person(req), holdId);
  if (!hold) return showHoldEnded(services, req, res, null);
  const paid = await payAppointment(services, person(req), holdId, card);
  if (paid.status === "booked") return goTo(res, `/appointments/${hold.id}?booked=1`);
  if (paid.status === "confirming") {
    return goTo(res, services.gateway.confirmationPage(paid.chargeId, paymentPage(holdId)));
  }
  // The gateway's answer may have been lost after it had charged.
  await checkPayment(services, person(req), holdId);
  goTo(res, paymentPage(holdId));
}

async function showPayment(services: Services, req: Request, res: Response): Promise<void> {
  const payment = await findLatestPayment(person(req), recordId(req));
  if (payment?.status === "pending") return showWaiting(services, req, res, payment);
  const appointment = await lookUpHold(person(req), recordId(req));
  if (appointment && payment?.status === "approved") return goTo(res, `/appointments/${appointment.id}?booked=1`);
  const problem = payment?.explanation;
  await showCheckout(services, req, res, problem ? { ...emptyForm, problem } : emptyForm);
}

/** A form asks the gateway, and a script submits it. Reloading only shows the known state. */
async function showWaiting(services: Services, req: Request, res: Response, payment: LatestPayment): Promise<void> {
  res.set("Refresh", String(REFRESH_SECONDS));
  const hold = await lookUpHold(person(req), recordId(req));
  const { chargeStatus, chargeId } = payment;
  const page = paymentPage(recordId(req));
  const confirmAt =
    chargeStatus === "confirming" && chargeId ? services.gateway.confirmationPage(chargeId, page) : null;
  await show(res, "booking/waiting", {
    title: confirmAt ? "Your bank asks you to confirm" : "Your payment is being confirmed",
    ...describeWaiting(payment, hold, person(req), format),
    page,
    checkAfterMs: CHECK_AFTER_MS,
    confirmAt,
  });
}
