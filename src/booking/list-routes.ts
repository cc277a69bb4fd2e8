import { Router } from "express";
import { partyOf } from "../appointments/appointment-rules.js";
import { describeAppointment } from "../appointments/describe-appointment.js";
import { listAppointments, type AppointmentPage } from "../appointments/find-appointments.js";
import { findLostPayments } from "../appointments/find-lost-payments.js";
import { MEDIA, SESSION_TYPES } from "../catalogue/catalogue-rules.js";
import type { Services } from "../services.js";
import { format } from "../web/format.js";
import { allow } from "../web/guards.js";
import { person } from "../web/passport.js";
import { show } from "../web/respond.js";
import { listQuery } from "./booking-forms.js";

/** The list of a person's appointments. */
export function listRoutes(services: Services): Router {
  const router = Router();

  router.get("/appointments", allow("appointment.list"), async (req, res) => {
    const now = services.clock.now();
    const asked = listQuery.parse(req.query);
    const { upcoming, past } = await listAppointments(person(req), now, asked);
    const withWords = (page: AppointmentPage) => ({
      ...page,
      shown: page.shown.map((appointment) => {
        const words = describeAppointment(appointment, partyOf(appointment, person(req).id), now, format.money);
        return { ...appointment, words };
      }),
    });
    const isStart = past.page === 1 && !asked.state;
    await show(res, "appointments/list", {
      title: "Appointments",
      labels: { sessionTypes: SESSION_TYPES, media: MEDIA },
      asked,
      upcoming: withWords(upcoming),
      past: withWords(past),
      lost: isStart && person(req).role === "client" ? await findLostPayments(person(req)) : [],
    });
  });

  return router;
}
