import { Router } from "express";
import { describeList } from "../appointments/describe-list.js";
import { describeLostRow, describeRow } from "../appointments/describe-rows.js";
import { listAppointments, type AppointmentPage } from "../appointments/find-appointments.js";
import { findLostPayments } from "../appointments/find-lost-payments.js";
import type { Services } from "../services.js";
import { format } from "../web/format.js";
import { findLink } from "../web/find-link.js";
import { allow } from "../web/guards.js";
import { person } from "../web/passport.js";
import { show } from "../web/respond.js";
import { readInput } from "../web/read-form.js";
import { findLeftToDo } from "../welcome/setting-up.js";
import { appointmentListQuery } from "./booking-forms.js";

/** The list of a person's appointments. */
export function listRoutes(services: Services): Router {
  const router = Router();

  router.get("/appointments", allow("appointment.list"), async (req, res) => {
    const now = services.clock.now();
    const asked = readInput(appointmentListQuery, req.query);
    const isClient = person(req).role === "client";
    const [{ upcoming, past }, leftToDo, lost] = await Promise.all([
      listAppointments(person(req), now, asked),
      isClient ? findLeftToDo(person(req)) : null,
      isClient && asked.page === 1 && !asked.state ? findLostPayments(person(req)) : [],
    ]);
    const inWords = ({ shown, ...place }: AppointmentPage) => ({
      ...place,
      rows: shown.map((appointment) => describeRow(appointment, person(req), now, format)),
    });
    await show(res, "appointments/list", {
      title: "Appointments",
      leftToDo,
      upcoming: inWords(upcoming),
      past: inWords(past),
      lost: lost.map((payment) => describeLostRow(payment, person(req), format)),
      ...describeList(asked.state, isClient, findLink(res)),
    });
  });

  return router;
}
