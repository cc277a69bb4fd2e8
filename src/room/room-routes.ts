import { Router } from "express";
import { isRoomOpen, joinWindow, partyOf } from "../appointments/appointment-rules.js";
import { endSession } from "../appointments/complete-session.js";
import { describeAppointment } from "../appointments/describe-appointment.js";
import { findAppointment } from "../appointments/find-appointments.js";
import { choices, MEDIA, SESSION_TYPES } from "../counsellors/counsellor-rules.js";
import type { Services } from "../services.js";
import { allow } from "../web/guards.js";
import { actor } from "../web/passport.js";
import { goTo, show } from "../web/respond.js";

/** The page of the session room, and ending the session. */
export function roomRoutes(services: Services): Router {
  const router = Router();

  router.get("/appointments/:id/room", allow("room.join"), async (req, res) => {
    const appointment = await findAppointment(actor(req), req.params.id as string);
    if (appointment.status === "held") return goTo(res, `/appointments/${appointment.id}/checkout`);
    const now = services.clock.now();
    const party = partyOf(appointment, actor(req).id ?? "");
    const otherName = party === "client" ? appointment.counsellorName : appointment.clientName;
    const page = { title: `Session with ${otherName}`, appointment, party, otherName };
    if (!isRoomOpen(appointment, now)) {
      const isEarly = appointment.status === "booked" && now < joinWindow(appointment).opensAt;
      const words = describeAppointment(appointment, party, now);
      return show(res, "room/closed", { ...page, isEarly, words });
    }
    await show(res, "room/room", {
      ...page,
      scripts: ["room.js"],
      media: choices(MEDIA),
      sessionType: SESSION_TYPES[appointment.sessionType],
    });
  });

  router.post("/appointments/:id/end", allow("session.end"), async (req, res) => {
    const appointment = await findAppointment(actor(req), req.params.id as string);
    await endSession(services, actor(req), appointment.id);
    goTo(res, `/appointments/${appointment.id}`);
  });

  return router;
}
