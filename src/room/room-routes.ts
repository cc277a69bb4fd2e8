import { Router, type Request, type Response } from "express";
import {
  attendanceDeadline,
  canRecur,
  EXTENSIONS,
  isRoomOpen,
  joinWindow,
  partyOf,
} from "../appointments/appointment-rules.js";
import { endSession } from "../booking/complete-session.js";
import { describeAppointment } from "../appointments/describe-appointment.js";
import { LEAST_PRESENCE_MINUTES } from "../appointments/attendance-rules.js";
import { findAppointment } from "../appointments/find-appointments.js";
import type { AppointmentView } from "../appointments/with-people.js";
import { choices, MEDIA, SESSION_TYPES } from "../catalogue/catalogue-rules.js";
import { PENDING_ROW } from "../conversations/describe-conversation.js";
import { LENGTHS } from "../protocol/limits.js";
import type { Party } from "../protocol/messages.js";
import type { Services } from "../services.js";
import { allow, recordId } from "../web/guards.js";
import { format } from "../web/format.js";
import { person } from "../web/passport.js";
import { emptyForm, form, type FormState, type ShowForm } from "../web/read-form.js";
import { giveData, goTo, show, wantsData, wantsFragment } from "../web/respond.js";
import { chooseAddress, describeAddress } from "./address-choice.js";
import { describeSafetyForm } from "./describe-safety-form.js";
import { addressForm, whereaboutsForm } from "./room-forms.js";
import { sayWhereabouts } from "./say-whereabouts.js";

const NEEDS_SCRIPT =
  "A session by video, audio or text needs JavaScript, which is switched off in this browser. Please switch it on, or " +
  "open this page in a current Chrome, Edge, Firefox or Safari. You can still write to each other on the appointment's page.";

/** The session room's page, the client's whereabouts form on it, and ending the session. */
export function roomRoutes(services: Services): Router {
  const router = Router();
  const showAgain: ShowForm = (req, res, state) => showRoom(services, req, res, state);

  router.get("/appointments/:id/room", allow("room.join"), (req, res) => showAgain(req, res, emptyForm));

  router.post(
    "/appointments/:id/whereabouts",
    allow("whereabouts.say"),
    form(whereaboutsForm, showAgain, async (req, res, said) => {
      const { id } = await findAppointment(person(req), recordId(req));
      await sayWhereabouts(services, person(req), { appointmentId: id, said });
      if (wantsData(req)) return giveData(res, {});
      goTo(res, `/appointments/${id}/room?said=1`);
    }),
  );

  router.post(
    "/appointments/:id/address",
    allow("room.join"),
    form(addressForm, showAgain, async (req, res, { address: choice }) => {
      const appointmentId = recordId(req);
      await chooseAddress(services, person(req), { appointmentId, choice });
      if (wantsFragment(req)) await showRoom(services, req, res, emptyForm);
      else goTo(res, `/appointments/${appointmentId}/room`);
    }),
  );

  router.post("/appointments/:id/end", allow("session.end"), async (req, res) => {
    const appointment = await findAppointment(person(req), recordId(req));
    await endSession(services, person(req), appointment.id);
    if (wantsData(req)) return giveData(res, {});
    goTo(res, `/appointments/${appointment.id}`);
  });

  return router;
}

async function showRoom(services: Services, req: Request, res: Response, state: FormState): Promise<void> {
  const appointment = await findAppointment(person(req), recordId(req));
  if (appointment.status === "offered" || appointment.status === "void")
    return goTo(res, `/appointments/${appointment.id}`);
  if (appointment.status === "held") return goTo(res, `/appointments/${String(appointment.holdId)}/checkout`);
  const now = services.clock.now();
  const party = partyOf(appointment, person(req).id);
  const otherName = party === "client" ? appointment.counsellorName : appointment.clientName;
  const isCounsellor = party === "counsellor";
  const page = { title: `Session with ${otherName}`, appointment, party, isCounsellor, otherName };
  if (!isRoomOpen(appointment, now)) return showClosedRoom(req, res, page, now);
  const data = {
    ...page,
    isCalm: true,
    needsScript: NEEDS_SCRIPT,
    scripts: ["room.js"],
    lengths: LENGTHS,
    chatRows: { own: PENDING_ROW, other: { from: otherName } },
    media: choices(MEDIA),
    sessionType: SESSION_TYPES[appointment.sessionType],
    givenUpAt: attendanceDeadline(appointment),
    isPaid: appointment.payBy === "site" && appointment.priceCents > 0,
    extensions: EXTENSIONS,
    leastMinutes: LEAST_PRESENCE_MINUTES,
    ...(await describeSafetyForm(services, person(req), appointment, req.query.said === "1")),
    address: await describeAddress(services, person(req), appointment, otherName),
    form: state,
  };
  await show(res, "room/room", data, { fragment: "room/_address-words" });
}

interface RoomPage {
  title: string;
  appointment: AppointmentView;
  party: Party;
  isCounsellor: boolean;
  otherName: string;
}

async function showClosedRoom(req: Request, res: Response, page: RoomPage, now: Date): Promise<void> {
  const { appointment, party } = page;
  const isEarly = appointment.status === "booked" && now < joinWindow(appointment).opensAt;
  const words = describeAppointment(appointment, party, now, format.money);
  if (wantsData(req)) return giveData(res, { outcome: words.sentence });
  const canOfferNextWeek = party === "counsellor" && canRecur(appointment, now);
  await show(res, "room/closed", { ...page, isEarly, words, canOfferNextWeek });
}
