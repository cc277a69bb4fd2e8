import { Router, type Request, type Response } from "express";
import { attendanceDeadline, EXTENSIONS, isRoomOpen, joinWindow, partyOf } from "../appointments/appointment-rules.js";
import { endSession } from "../booking/complete-session.js";
import { describeAppointment } from "../appointments/describe-appointment.js";
import { findAppointment } from "../appointments/find-appointments.js";
import { choices, MEDIA, SESSION_TYPES } from "../catalogue/catalogue-rules.js";
import { PENDING_ROW } from "../conversations/describe-conversation.js";
import { LENGTHS } from "../protocol/limits.js";
import type { Services } from "../services.js";
import { allow, recordId } from "../web/guards.js";
import { format } from "../web/format.js";
import { person } from "../web/passport.js";
import { emptyForm, form, type FormState } from "../web/read-form.js";
import { giveData, goTo, show, wantsData } from "../web/respond.js";
import { findContacts } from "./find-safety-details.js";
import { findWhereabouts } from "./find-whereabouts.js";
import { whereaboutsForm } from "./room-forms.js";
import { sayWhereabouts } from "./say-whereabouts.js";

const NEEDS_SCRIPT =
  "A session by video, audio or text needs JavaScript, which is switched off in this browser. Please switch it on, or " +
  "open this page in a current Chrome, Edge, Firefox or Safari. You can still write to each other on the appointment's page.";

/** The session room's page, the client's whereabouts form on it, and ending the session. */
export function roomRoutes(services: Services): Router {
  const router = Router();

  router.get("/appointments/:id/room", allow("room.join"), (req, res) => showRoom(req, res, emptyForm));

  router.post(
    "/appointments/:id/whereabouts",
    allow("whereabouts.say"),
    form(whereaboutsForm, showRoom, async (req, res, said) => {
      const { id } = await findAppointment(person(req), recordId(req));
      await sayWhereabouts(services, person(req), { appointmentId: id, said });
      if (wantsData(req)) return giveData(res, {});
      goTo(res, `/appointments/${id}/room?said=1`);
    }),
  );

  router.post("/appointments/:id/end", allow("session.end"), async (req, res) => {
    const appointment = await findAppointment(person(req), recordId(req));
    await endSession(services, person(req), appointment.id);
    if (wantsData(req)) return giveData(res, {});
    goTo(res, `/appointments/${appointment.id}`);
  });

  async function showRoom(req: Request, res: Response, formState: FormState): Promise<void> {
    const appointment = await findAppointment(person(req), recordId(req));
    if (appointment.status === "held") return goTo(res, `/appointments/${String(appointment.holdId)}/checkout`);
    const now = services.clock.now();
    const party = partyOf(appointment, person(req).id);
    const otherName = party === "client" ? appointment.counsellorName : appointment.clientName;
    const page = { title: `Session with ${otherName}`, appointment, party, otherName };
    if (!isRoomOpen(appointment, now)) {
      const isEarly = appointment.status === "booked" && now < joinWindow(appointment).opensAt;
      const words = describeAppointment(appointment, party, now, format.money);
      if (wantsData(req)) return giveData(res, { outcome: words.sentence });
      return show(res, "room/closed", { ...page, isEarly, words });
    }
    const [whereabouts, contacts] =
      party === "client"
        ? await Promise.all([
            findWhereabouts(services, person(req), appointment),
            findContacts(services, appointment.clientId),
          ])
        : [null, null];
    await show(res, "room/room", {
      ...page,
      isCalm: true,
      needsScript: NEEDS_SCRIPT,
      scripts: ["room.js"],
      lengths: LENGTHS,
      chatRows: { own: PENDING_ROW, other: { from: otherName } },
      media: choices(MEDIA),
      sessionType: SESSION_TYPES[appointment.sessionType],
      givenUpAt: attendanceDeadline(appointment),
      extensions: EXTENSIONS,
      whereabouts,
      alsoShown:
        contacts &&
        Object.values(contacts)
          .filter((said) => said !== "")
          .join("; "),
      whereaboutsState: whereaboutsState(whereabouts !== null, req.query.said === "1"),
      form: formState,
    });
  }

  return router;
}

function whereaboutsState(isKnown: boolean, isJustSaved: boolean): string {
  if (isJustSaved) return "Saved. Your counsellor can see it now.";
  return isKnown ? "This is what you wrote last time. Please check that it is still right." : "";
}
