import { Router, type Request, type Response } from "express";
import { MEDIA, SESSION_TYPES, type SessionType } from "../catalogue/catalogue-rules.js";
import { inGroups, TEST_CARDS } from "../payments/card-rules.js";
import { idempotencyKey, PaymentModel, type Payment } from "../payments/payment-model.js";
import { Conflict } from "../platform/errors.js";
import type { Services } from "../services.js";
import { allow, recordId } from "../web/guards.js";
import { person } from "../web/passport.js";
import { emptyForm, form, readInput, type FormState } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { cardForm, holdForm } from "./booking-forms.js";
import { findAlternatives } from "./find-alternatives.js";
import { findRunningHold, lookUpHold, type AppointmentView } from "../appointments/find-appointments.js";
import { lostTimeOf, type LostTime } from "../appointments/find-lost-payments.js";
import { followPayment } from "./follow-payment.js";
import { payAppointment } from "./pay-appointment.js";
import { placeHold } from "./place-hold.js";
import { releaseHold } from "./release-hold.js";

declare module "express-session" {
  interface SessionData {
    /** The time held last, for when the hold is no more. */
    held: { id: string; counsellorId: string; sessionType: SessionType; startsAt: string };
  }
}

const labels = { sessionTypes: SESSION_TYPES, media: MEDIA };
const testCards = TEST_CARDS.map(({ number, what }) => ({ label: inGroups(number), what }));
const LOOK_AGAIN_SECONDS = 4;

/** From "Book" to a booked session: hold, checkout and payment. */
export function checkoutRoutes(services: Services): Router {
  const router = Router();

  router.post("/appointments", allow("appointment.book"), async (req, res) => {
    const wanted = readInput(holdForm, req.body);
    try {
      const id = (await placeHold(services, person(req), wanted)).holdId.toString();
      req.session.held = { ...wanted, id, startsAt: wanted.startsAt.toISOString() };
      goTo(res, checkoutPage(id));
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      const alternatives = await findAlternatives(services, person(req), wanted);
      const data = { title: "That time is not free", wanted, problem: error.message, alternatives };
      await show(res, "booking/time-taken", data, { status: 409 });
    }
  });

  router.get("/appointments/:id/checkout", allow("appointment.pay"), (req, res) => showCheckout(req, res, emptyForm));

  router.post(
    "/appointments/:id/pay",
    allow("appointment.pay"),
    form(cardForm, showCheckout, async (req, res, card) => {
      const held = await lookUpHold(person(req), recordId(req));
      if (!held) return showHoldEnded(req, res, null);
      const paid = await payAppointment(services, person(req), recordId(req), card);
      if (paid.status === "booked") goTo(res, `/appointments/${held.id}?booked=1`);
      else if (paid.status === "waiting") goTo(res, waitingPage(recordId(req)));
      else goTo(res, confirmationOf(paid.chargeId, recordId(req)));
    }),
  );

  /** Where the address bar stands after a card was declined. */
  router.get("/appointments/:id/pay", allow("appointment.pay"), (req, res) => goTo(res, checkoutPage(recordId(req))));

  router.get("/appointments/:id/payment", allow("appointment.pay"), async (req, res) => {
    const payment = await findLatest(req);
    const settled = payment?.status === "pending" ? await followPayment(services, payment) : payment?.status;
    const appointment = await lookUpHold(person(req), recordId(req));
    if (appointment && settled === "approved") return goTo(res, `/appointments/${appointment.id}?booked=1`);
    if (payment && settled === "pending") return showWaiting(res, payment, appointment);
    const problem = (await findLatest(req))?.explanation;
    await showCheckout(req, res, problem ? { ...emptyForm, problem } : emptyForm);
  });

  router.post("/appointments/:id/release", allow("appointment.pay"), async (req, res) => {
    const held = await lookUpHold(person(req), recordId(req));
    if (held) await releaseHold(services, person(req), recordId(req));
    goTo(res, held ? `/counsellors/${held.counsellorSlug}?type=${held.sessionType}` : "/appointments");
  });

  const confirmationOf = (chargeId: string, appointmentId: string): string =>
    services.gateway.confirmationPage(chargeId, waitingPage(appointmentId));

  /** The actor's latest try at paying for this appointment, which may have run out since. */
  async function findLatest(req: Request): Promise<Payment | null> {
    return PaymentModel.findOne({ "hold.holdId": recordId(req), clientId: person(req).id })
      .sort({ attempt: -1 })
      .lean();
  }

  /** The page looks again by itself, with or without JavaScript. */
  async function showWaiting(res: Response, payment: Payment, appointment: AppointmentView | null): Promise<void> {
    res.set("Refresh", String(LOOK_AGAIN_SECONDS));
    const charge = await services.gateway.findCharge(idempotencyKey(payment));
    const confirmAt = charge?.status === "confirming" ? confirmationOf(charge.id, recordId(res.req)) : null;
    await show(res, "booking/waiting", { title: "Your payment", labels, payment, appointment, confirmAt });
  }

  async function showCheckout(req: Request, res: Response, formState: FormState): Promise<void> {
    const appointment = await lookUpHold(person(req), recordId(req));
    if (appointment && appointment.status !== "held") return goTo(res, `/appointments/${appointment.id}`);
    const msLeft = (appointment?.deadlineAt?.getTime() ?? 0) - services.clock.now().getTime();
    if (!appointment || msLeft <= 0) return showHoldEnded(req, res, appointment);
    const secondsLeft = Math.ceil(msLeft / 1000);
    await show(res, "booking/checkout", {
      title: "Pay & Book",
      labels,
      appointment,
      form: formState,
      testCards,
      secondsLeft,
    });
  }

  /** The same page whether a hold ran out, was never there or is someone else's; what it was only says what is the reader's. */
  async function showHoldEnded(req: Request, res: Response, hold: AppointmentView | null): Promise<void> {
    const id = recordId(req);
    const payment = await findLatest(req);
    if (payment?.status === "pending") return goTo(res, waitingPage(id));
    const time = hold ?? (payment?.hold && lostTimeOf(payment.hold)) ?? heldLast(req, id);
    const data = {
      title: "This time is not held any more",
      time,
      lost: payment?.lost ? payment : null,
      other: await findRunningHold(person(req), services.clock.now()),
      alternatives: time && (await findAlternatives(services, person(req), time)),
    };
    await show(res, "booking/hold-ended", data, { status: payment?.lost ? 409 : 404 });
  }

  return router;
}

const checkoutPage = (appointmentId: string): string => `/appointments/${appointmentId}/checkout`;
const waitingPage = (appointmentId: string): string => `/appointments/${appointmentId}/payment`;

/** What this browser held last, should that have been this hold. */
function heldLast({ session: { held } }: Request, id: string): LostTime | null {
  return held?.id === id ? { ...held, startsAt: new Date(held.startsAt) } : null;
}
