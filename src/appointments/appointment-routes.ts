import { Router, type Request, type Response } from "express";
import type { Person } from "../access/permissions.js";
import { findConversation } from "../conversations/find-conversation.js";
import { findNearestSlots } from "../availability/find-slots.js";
import { pickerQuery } from "../counsellors/counsellor-forms.js";
import { CounsellorModel } from "../counsellors/counsellor-model.js";
import { MEDIA, SESSION_TYPES } from "../counsellors/counsellor-rules.js";
import { pickTime } from "../counsellors/pick-time.js";
import { PaymentModel } from "../payments/payment-model.js";
import { NotFound } from "../platform/errors.js";
import type { Services } from "../services.js";
import { allow } from "../web/guards.js";
import { actor } from "../web/passport.js";
import { readerZone } from "../web/reader-zone.js";
import { emptyForm, form, type FormState } from "../web/read-form.js";
import { goTo, show, wantsFragment } from "../web/respond.js";
import { zoneChoices } from "../accounts/account-rules.js";
import { blockForm, cancelForm, listQuery, rescheduleForm } from "./appointment-forms.js";
import { cancellationTerms, isReschedulable, minutesOf, partyOf } from "./appointment-rules.js";
import { blockClient, isClientBlocked } from "./block-client.js";
import { cancelAppointment } from "./cancel-appointment.js";
import { describeAppointment } from "./describe-appointment.js";
import { findAppointment, listAppointments, type AppointmentView } from "./find-appointments.js";
import { rescheduleAppointment } from "./reschedule-appointment.js";

const labels = { sessionTypes: SESSION_TYPES, media: MEDIA };

/** Appointments: the list, the page of each, and what can be done about one. */
export function appointmentRoutes(services: Services): Router {
  const router = Router();
  const find = (req: Request): Promise<AppointmentView> => findAppointment(actor(req), req.params.id as string);
  const party = (req: Request, appointment: AppointmentView) => partyOf(appointment, actor(req).id ?? "");
  const withWords = (req: Request, appointment: AppointmentView) => ({
    ...appointment,
    words: describeAppointment(appointment, party(req, appointment), services.clock.now()),
  });

  router.get("/appointments", allow("appointment.list"), async (req, res) => {
    const asked = listQuery.parse(req.query);
    const { upcoming, past, ...pages } = await listAppointments(actor(req), services.clock.now(), asked);
    await show(res, "appointments/list", {
      title: "Appointments",
      labels,
      asked,
      upcoming: upcoming.map((one) => withWords(req, one)),
      past: past.map((one) => withWords(req, one)),
      ...pages,
    });
  });

  router.get("/appointments/:id", allow("appointment.see"), async (req, res) => {
    const appointment = await find(req);
    if (appointment.status === "held") return goTo(res, `/appointments/${appointment.id}/checkout`);
    const now = services.clock.now();
    const charge = { appointmentId: appointment._id, chargeId: appointment.chargeId ?? "" };
    await show(res, "appointments/appointment", {
      title: "Appointment",
      labels,
      appointment,
      payment: await PaymentModel.findOne(charge).lean(),
      words: withWords(req, appointment).words,
      canCancel: cancellationTerms(appointment, party(req, appointment), now) !== null,
      canReschedule: party(req, appointment) === "client" && isReschedulable(appointment, now),
      isBlocked: party(req, appointment) === "counsellor" && (await isClientBlocked(appointment)),
      others: await findOtherTimes(req, appointment),
      conversation: await findConversation(services, actor(req), appointment),
      justBooked: req.query.booked === "1",
    });
  });

  router.get("/appointments/:id/cancel", allow("appointment.cancel"), (req, res) => showCancel(req, res, emptyForm));

  router.post(
    "/appointments/:id/cancel",
    allow("appointment.cancel"),
    form(cancelForm, showCancel, async (req, res, { refundCents }) => {
      const { id } = await find(req);
      await cancelAppointment(services, actor(req), id, refundCents);
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
      await rescheduleAppointment(services, actor(req), { appointmentId: id, ...times });
      goTo(res, `/appointments/${id}`);
    }),
  );

  router.post("/appointments/:id/block", allow("client.block"), async (req, res) => {
    const { id } = await find(req);
    const { blocked } = blockForm.parse(req.body);
    await blockClient(services, actor(req), { appointmentId: id, isBlocked: blocked === "yes" });
    goTo(res, `/appointments/${id}`);
  });

  async function showCancel(req: Request, res: Response, formState: FormState): Promise<void> {
    const appointment = await find(req);
    const terms = cancellationTerms(appointment, party(req, appointment), services.clock.now());
    if (!terms) return goTo(res, `/appointments/${appointment.id}`);
    await show(res, "appointments/cancel", { title: "Cancel a session", labels, appointment, terms, form: formState });
  }

  async function showReschedule(req: Request, res: Response, formState: FormState): Promise<void> {
    const appointment = await find(req);
    if (!isReschedulable(appointment, services.clock.now())) return goTo(res, `/appointments/${appointment.id}`);
    const counsellor = await CounsellorModel.findById(appointment.counsellorId).lean();
    if (!counsellor) throw new NotFound();
    const asked = pickerQuery.parse({ ...req.query, type: appointment.sessionType });
    const reader = { id: actor(req).id, zone: readerZone(req) };
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
    await show(res, "appointments/reschedule", data, { fragment: "counsellors/_picker" });
  }

  /** Free times near the one that a client lost because their counsellor cancelled, or did not come. */
  async function findOtherTimes(req: Request, appointment: AppointmentView): Promise<Date[]> {
    const { cancellation, counsellorId, startsAt } = appointment;
    const isLost = cancellation?.by === "counsellor" || cancellation?.reason === "counsellor absent";
    if (!isLost || party(req, appointment) !== "client") return [];
    const wish = {
      counsellorId: String(counsellorId),
      minutes: minutesOf(appointment),
      clientId: (actor(req) as Person).id,
    };
    return findNearestSlots(services, wish, startsAt);
  }

  return router;
}
