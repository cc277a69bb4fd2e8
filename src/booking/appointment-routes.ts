import { Router, type Request, type Response } from "express";
import { findConversation } from "../conversations/find-conversation.js";
import { pickerQuery } from "../availability/picker-forms.js";
import { CounsellorModel } from "../profiles/counsellor-model.js";
import { MEDIA, SESSION_TYPES } from "../catalogue/catalogue-rules.js";
import { pickTime } from "../availability/pick-time.js";
import { PaymentModel } from "../payments/payment-model.js";
import { NotFound } from "../platform/errors.js";
import type { Services } from "../services.js";
import { allow, recordId } from "../web/guards.js";
import { format } from "../web/format.js";
import { person } from "../web/passport.js";
import { readerZone } from "../web/reader-zone.js";
import { emptyForm, form, type FormState } from "../web/read-form.js";
import { goTo, show, wantsFragment } from "../web/respond.js";
import { zoneChoices } from "../accounts/account-rules.js";
import { blockForm, cancelForm, listQuery, rescheduleForm } from "./booking-forms.js";
import {
  cancellationTerms,
  freeUntil,
  isReschedulable,
  minutesOf,
  partyOf,
} from "../appointments/appointment-rules.js";
import { blockClient, isClientBlocked } from "./block-client.js";
import { cancelAppointment } from "./cancel-appointment.js";
import { describeAppointment } from "../appointments/describe-appointment.js";
import { findAlternatives } from "./find-alternatives.js";
import {
  findAppointment,
  listAppointments,
  type AppointmentPage,
  type AppointmentView,
} from "../appointments/find-appointments.js";
import { findLostPayments } from "../appointments/find-lost-payments.js";
import { rescheduleAppointment } from "./reschedule-appointment.js";

const labels = { sessionTypes: SESSION_TYPES, media: MEDIA };

/** Appointments: the list, the page of each, and what can be done about one. */
export function appointmentRoutes(services: Services): Router {
  const router = Router();
  const find = (req: Request): Promise<AppointmentView> => findAppointment(person(req), recordId(req));
  const party = (req: Request, appointment: AppointmentView) => partyOf(appointment, person(req).id);
  const withWords = (req: Request, appointment: AppointmentView) => ({
    ...appointment,
    words: describeAppointment(appointment, party(req, appointment), services.clock.now(), format.money),
  });

  router.get("/appointments", allow("appointment.list"), async (req, res) => {
    const asked = listQuery.parse(req.query);
    const { upcoming, past } = await listAppointments(person(req), services.clock.now(), asked);
    const withAllWords = (page: AppointmentPage) => ({
      ...page,
      shown: page.shown.map((one) => withWords(req, one)),
    });
    const isStart = past.page === 1 && !asked.state;
    await show(res, "appointments/list", {
      title: "Appointments",
      labels,
      asked,
      upcoming: withAllWords(upcoming),
      past: withAllWords(past),
      lost: isStart && person(req).role === "client" ? await findLostPayments(person(req)) : [],
    });
  });

  router.get("/appointments/:id", allow("appointment.see"), async (req, res) => {
    const appointment = await find(req);
    if (appointment.status === "held") return goTo(res, `/appointments/${String(appointment.holdId)}/checkout`);
    const now = services.clock.now();
    const isClient = party(req, appointment) === "client";
    const canCancel = cancellationTerms(appointment, party(req, appointment), now) !== null;
    const canReschedule = isClient && isReschedulable(appointment, now);
    const isTooLate = (req.query.late === "move" && !canReschedule) || (req.query.late === "cancel" && !canCancel);
    const charge = { appointmentId: appointment._id, chargeId: appointment.chargeId ?? "" };
    await show(res, "appointments/appointment", {
      title: "Appointment",
      labels,
      appointment,
      payment: await PaymentModel.findOne(charge).lean(),
      words: withWords(req, appointment).words,
      canCancel,
      canReschedule,
      freeUntil: freeUntil(appointment),
      isBlocked: !isClient && (await isClientBlocked(appointment)),
      alternatives: isClient && isLost(appointment) ? await findAlternatives(services, person(req), appointment) : null,
      conversation: await findConversation(services, person(req), appointment),
      justBooked: req.query.booked === "1" && appointment.status === "booked",
      ...(isTooLate && { notice: { tone: "warning", text: TOO_LATE[req.query.late as keyof typeof TOO_LATE] } }),
    });
  });

  router.get("/appointments/:id/cancel", allow("appointment.cancel"), (req, res) => showCancel(req, res, emptyForm));

  router.post(
    "/appointments/:id/cancel",
    allow("appointment.cancel"),
    form(cancelForm, showCancel, async (req, res, { refundCents }) => {
      const { id } = await find(req);
      await cancelAppointment(services, person(req), id, refundCents);
      goTo(res, `/appointments/${id}`);
    }),
  );

  router.get("/appointments/:id/reschedule", allow("appointment.reschedule"), (req, res) =>
    showReschedule(req, res, emptyForm),
  );

  router.post(
    "/appointments/:id/reschedule",
    allow("appointment.reschedule"),
    form(rescheduleForm, showReschedule, async (req, res, times) => {
      const { id } = await find(req);
      await rescheduleAppointment(services, person(req), { appointmentId: id, ...times });
      goTo(res, `/appointments/${id}`);
    }),
  );

  router.get("/appointments/:id/block", allow("client.block"), (req, res) => showBlock(req, res, emptyForm));

  router.post(
    "/appointments/:id/block",
    allow("client.block"),
    form(blockForm, showBlock, async (req, res, { blocked }) => {
      const { id } = await find(req);
      await blockClient(services, person(req), { appointmentId: id, isBlocked: blocked === "yes" });
      goTo(res, `/appointments/${id}`);
    }),
  );

  async function showBlock(req: Request, res: Response, formState: FormState): Promise<void> {
    const appointment = await find(req);
    const title = `Take no more bookings from ${appointment.clientName}?`;
    await show(res, "booking/block", { title, appointment, form: formState });
  }

  async function showCancel(req: Request, res: Response, formState: FormState): Promise<void> {
    const appointment = await find(req);
    const terms = cancellationTerms(appointment, party(req, appointment), services.clock.now());
    if (!terms) return goTo(res, pageOf(appointment, "cancel"));
    await show(res, "booking/cancel", { title: "Cancel a session", labels, appointment, terms, form: formState });
  }

  async function showReschedule(req: Request, res: Response, formState: FormState): Promise<void> {
    const appointment = await find(req);
    if (!isReschedulable(appointment, services.clock.now())) return goTo(res, pageOf(appointment, "move"));
    const counsellor = await CounsellorModel.findById(appointment.counsellorId).lean();
    if (!counsellor) throw new NotFound();
    const asked = pickerQuery.parse({ ...req.query, type: appointment.sessionType });
    const reader = { id: person(req).id, zone: readerZone(req) };
    const moving = { id: appointment.id, minutes: minutesOf(appointment) };
    const picker = await pickTime(services, counsellor, asked, reader, moving);
    const data = {
      title: "Move a session",
      labels,
      appointment,
      counsellor,
      picker,
      isSoon: asked.at !== undefined && !isReschedulable({ ...appointment, startsAt: asked.at }, services.clock.now()),
      pickerPath: `/appointments/${appointment.id}/reschedule`,
      askedZone: asked.zone,
      zones: asked.choose === "zone" && picker ? zoneChoices(picker.zone) : null,
      swapped: wantsFragment(req),
      form: formState,
    };
    await show(res, "booking/reschedule", data, { fragment: "availability/_picker" });
  }

  return router;
}

const TOO_LATE = {
  move: "This session can no longer be moved.",
  cancel: "This session can no longer be cancelled.",
};

/** The page of an appointment with which something is wanted that is too late. */
function pageOf({ id, status }: AppointmentView, wanted: keyof typeof TOO_LATE): string {
  return `/appointments/${id}${status === "cancelled" ? "" : `?late=${wanted}`}`;
}

/** Whether its client lost it because the counsellor cancelled or did not come. */
function isLost({ cancellation }: AppointmentView): boolean {
  return cancellation?.by === "counsellor" || cancellation?.reason === "counsellor absent";
}
