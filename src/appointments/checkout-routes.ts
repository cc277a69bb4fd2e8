import { Router, type Request, type Response } from "express";
import { findNearestSlots } from "../availability/find-slots.js";
import { CounsellorModel } from "../counsellors/counsellor-model.js";
import { findOffer, MEDIA, SESSION_TYPES } from "../counsellors/counsellor-rules.js";
import { inGroups, TEST_CARDS } from "../payments/card-rules.js";
import { idempotencyKey, PaymentModel, type Payment } from "../payments/payment-model.js";
import { Conflict } from "../platform/errors.js";
import type { Services } from "../services.js";
import { allow } from "../web/guards.js";
import { actor } from "../web/passport.js";
import { emptyForm, form, readInput, type FormState } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { cardForm, holdForm } from "./appointment-forms.js";
import { lookUpAppointment, type AppointmentView } from "./find-appointments.js";
import { followPayment } from "./follow-payment.js";
import { payAppointment } from "./pay-appointment.js";
import { placeHold, type Wanted } from "./place-hold.js";
import { releaseHold } from "./release-hold.js";

const labels = { sessionTypes: SESSION_TYPES, media: MEDIA };
const testCards = TEST_CARDS.map(({ number, what }) => ({ label: inGroups(number), what }));
const LOOK_AGAIN_SECONDS = 4;

/** From "Book" to a booked session: hold, checkout and payment. */
export function checkoutRoutes(services: Services): Router {
  const router = Router();

  router.post("/appointments", allow("appointment.book"), async (req, res) => {
    const wanted = readInput(holdForm, req.body);
    try {
      const held = await placeHold(services, actor(req), wanted);
      goTo(res, `/appointments/${held._id.toString()}/checkout`);
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      await showTimeTaken(services, res, wanted, error.message);
    }
  });

  router.get("/appointments/:id/checkout", allow("appointment.pay"), (req, res) => showCheckout(req, res, emptyForm));

  router.post(
    "/appointments/:id/pay",
    allow("appointment.pay"),
    form(cardForm, showCheckout, async (req, res, card) => {
      const held = await lookUpAppointment(actor(req), req.params.id as string);
      if (!held) return showHoldEnded(res, null);
      const paid = await payAppointment(services, actor(req), held.id, card);
      if (paid.status === "booked") goTo(res, `/appointments/${held.id}?booked=1`);
      else if (paid.status === "waiting") goTo(res, waitingPage(held.id));
      else goTo(res, confirmationOf(paid.chargeId, held.id));
    }),
  );

  router.get("/appointments/:id/payment", allow("appointment.pay"), async (req, res) => {
    const payment = await findLatest(req);
    const settled = payment?.status === "pending" ? await followPayment(services, payment) : payment?.status;
    const appointment = await lookUpAppointment(actor(req), req.params.id as string);
    if (appointment && settled === "approved") return goTo(res, `/appointments/${appointment.id}?booked=1`);
    if (payment && settled === "pending") return showWaiting(res, payment, appointment);
    const problem = settled === "refunded" ? LOST : ((await findLatest(req))?.explanation ?? "");
    await showCheckout(req, res, problem ? { entered: {}, errors: {}, problem } : emptyForm);
  });

  router.post("/appointments/:id/release", allow("appointment.pay"), async (req, res) => {
    const held = await lookUpAppointment(actor(req), req.params.id as string);
    if (held) await releaseHold(services, actor(req), held.id);
    goTo(res, held ? `/counsellors/${held.counsellorSlug}?type=${held.sessionType}` : "/appointments");
  });

  const confirmationOf = (chargeId: string, appointmentId: string): string =>
    services.gateway.confirmationPage(chargeId, waitingPage(appointmentId));

  /** The actor's latest try at paying for this appointment, which may have run out since. */
  function findLatest(req: Request): Promise<Payment | null> {
    const own = { appointmentId: req.params.id as string, clientId: actor(req).id ?? "" };
    return PaymentModel.findOne(own).sort({ attempt: -1 }).lean();
  }

  /** The page looks again by itself, with or without JavaScript. */
  async function showWaiting(res: Response, payment: Payment, appointment: AppointmentView | null): Promise<void> {
    res.set("Refresh", String(LOOK_AGAIN_SECONDS));
    const charge = await services.gateway.findCharge(idempotencyKey(payment));
    const confirmAt = charge?.status === "confirming" ? confirmationOf(charge.id, String(payment.appointmentId)) : null;
    await show(res, "appointments/waiting", { title: "Your payment", labels, payment, appointment, confirmAt });
  }

  async function showCheckout(req: Request, res: Response, formState: FormState): Promise<void> {
    const appointment = await lookUpAppointment(actor(req), req.params.id as string);
    if (appointment && appointment.status !== "held") return goTo(res, `/appointments/${appointment.id}`);
    const now = services.clock.now();
    if (!appointment || (appointment.deadlineAt ?? 0) <= now) return showHoldEnded(res, appointment, formState.problem);
    const data = { title: "Pay & Book", labels, appointment, form: formState, testCards, now };
    await show(res, "appointments/checkout", data);
  }

  return router;
}

const waitingPage = (appointmentId: string): string => `/appointments/${appointmentId}/payment`;

const LOST = "The time was gone before your payment arrived. Your money is on its way back to you.";

/** A time that cannot be had: says why, and offers free ones close by. */
async function showTimeTaken(services: Services, res: Response, wanted: Wanted, problem: string): Promise<void> {
  const counsellor = await CounsellorModel.findById(wanted.counsellorId).lean();
  const minutes = counsellor && findOffer(counsellor, wanted.sessionType)?.minutes;
  const wish = { counsellorId: wanted.counsellorId, minutes: minutes ?? 0, clientId: actor(res.req).id };
  const nearest = minutes ? await findNearestSlots(services, wish, wanted.startsAt) : [];
  await show(
    res,
    "appointments/time-taken",
    { title: "That time is not free", counsellor, wanted, problem, nearest },
    { status: 409 },
  );
}

/** The same page whether the hold ran out, was never there or is someone else's; `hold` only when it is the reader's. */
async function showHoldEnded(res: Response, hold: AppointmentView | null, problem?: string): Promise<void> {
  const data = { title: "This time is not held any more", hold, lost: problem === LOST ? problem : null };
  await show(res, "appointments/hold-ended", data, { status: 404 });
}
