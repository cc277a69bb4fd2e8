import { Router, type Request, type Response } from "express";
import { findConversation } from "../conversations/find-conversation.js";
import { findNearestSlots } from "../availability/find-slots.js";
import { CounsellorModel } from "../counsellors/counsellor-model.js";
import { findOffer, MEDIA, SESSION_TYPES } from "../counsellors/counsellor-rules.js";
import { TEST_CARDS } from "../payments/card-rules.js";
import { PaymentModel } from "../payments/payment-model.js";
import { Conflict } from "../platform/errors.js";
import type { Services } from "../services.js";
import { allow } from "../web/guards.js";
import { actor } from "../web/passport.js";
import { emptyForm, form, readInput, type FormState } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { cancelForm, cardForm, holdForm } from "./appointment-forms.js";
import { cancellationTerms, partyOf } from "./appointment-rules.js";
import { cancelAppointment } from "./cancel-appointment.js";
import { describeAppointment } from "./describe-appointment.js";
import { findAppointment, listAppointments, lookUpAppointment, type AppointmentView } from "./find-appointments.js";
import { payAppointment } from "./pay-appointment.js";
import { placeHold, type Wanted } from "./place-hold.js";

const labels = { sessionTypes: SESSION_TYPES, media: MEDIA };

/** Appointments: hold, checkout, list and the page of each. */
export function appointmentRoutes(services: Services): Router {
  const router = Router();
  const describe = (appointment: AppointmentView, req: Request) =>
    describeAppointment(appointment, partyOf(appointment, actor(req).id ?? ""), services.clock.now());

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
      await payAppointment(services, actor(req), held.id, card);
      goTo(res, `/appointments/${held.id}?booked=1`);
    }),
  );

  router.get("/appointments", allow("appointment.list"), async (req, res) => {
    const { upcoming, past } = await listAppointments(actor(req), services.clock.now());
    const withWords = (appointment: AppointmentView) => ({ ...appointment, words: describe(appointment, req) });
    await show(res, "appointments/list", {
      title: "Appointments",
      labels,
      upcoming: upcoming.map(withWords),
      past: past.map(withWords),
    });
  });

  router.get("/appointments/:id", allow("appointment.see"), async (req, res) => {
    const appointment = await findAppointment(actor(req), req.params.id as string);
    if (appointment.status === "held") return goTo(res, `/appointments/${appointment.id}/checkout`);
    const payment = await PaymentModel.findOne({
      appointmentId: appointment._id,
      chargeId: appointment.chargeId ?? "",
    }).lean();
    await show(res, "appointments/appointment", {
      title: "Appointment",
      labels,
      appointment,
      payment,
      words: describe(appointment, req),
      canCancel:
        cancellationTerms(appointment, partyOf(appointment, actor(req).id ?? ""), services.clock.now()) !== null,
      conversation: await findConversation(services, actor(req), appointment),
      justBooked: req.query.booked === "1",
    });
  });

  router.get("/appointments/:id/cancel", allow("appointment.cancel"), (req, res) => showCancel(req, res, emptyForm));

  router.post(
    "/appointments/:id/cancel",
    allow("appointment.cancel"),
    form(cancelForm, showCancel, async (req, res, { refundCents }) => {
      const { id } = await findAppointment(actor(req), req.params.id as string);
      await cancelAppointment(services, actor(req), id, refundCents);
      goTo(res, `/appointments/${id}`);
    }),
  );

  async function showCancel(req: Request, res: Response, formState: FormState): Promise<void> {
    const appointment = await findAppointment(actor(req), req.params.id as string);
    const terms = cancellationTerms(appointment, partyOf(appointment, actor(req).id ?? ""), services.clock.now());
    if (!terms) return goTo(res, `/appointments/${appointment.id}`);
    await show(res, "appointments/cancel", { title: "Cancel a session", labels, appointment, terms, form: formState });
  }

  async function showCheckout(req: Request, res: Response, formState: FormState): Promise<void> {
    const appointment = await lookUpAppointment(actor(req), req.params.id as string);
    if (appointment && appointment.status !== "held") return goTo(res, `/appointments/${appointment.id}`);
    const now = services.clock.now();
    if (!appointment || (appointment.deadlineAt ?? 0) <= now) return showHoldEnded(res, appointment);
    await show(res, "appointments/checkout", {
      title: "Pay & Book",
      labels,
      appointment,
      form: formState,
      testCards: TEST_CARDS,
      now,
    });
  }

  return router;
}

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
async function showHoldEnded(res: Response, hold: AppointmentView | null): Promise<void> {
  await show(res, "appointments/hold-ended", { title: "This time is not held any more", hold }, { status: 404 });
}
