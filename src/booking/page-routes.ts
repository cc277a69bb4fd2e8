import { Router } from "express";
import { partyOf } from "../appointments/appointment-rules.js";
import { describeAppointment } from "../appointments/describe-appointment.js";
import { MEDIA, SESSION_TYPES } from "../catalogue/catalogue-rules.js";
import type { Services } from "../services.js";
import { format } from "../web/format.js";
import { allow, recordId } from "../web/guards.js";
import { person } from "../web/passport.js";
import { goTo, show } from "../web/respond.js";
import { lateQuery } from "./booking-forms.js";
import { findAppointmentDetails, type AppointmentDetails } from "./find-appointment-details.js";

const TOO_LATE = {
  move: "This session can no longer be moved.",
  cancel: "This session can no longer be cancelled.",
};

/** The page of an appointment. */
export function pageRoutes(services: Services): Router {
  const router = Router();

  router.get("/appointments/:id", allow("appointment.see"), async (req, res) => {
    const details = await findAppointmentDetails(services, person(req), recordId(req));
    const { appointment } = details;
    if (appointment.status === "held") return goTo(res, `/appointments/${String(appointment.holdId)}/checkout`);
    const party = partyOf(appointment, person(req).id);
    const { late } = lateQuery.parse(req.query);
    await show(res, "appointments/appointment", {
      title: "Appointment",
      labels: { sessionTypes: SESSION_TYPES, media: MEDIA },
      ...details,
      words: describeAppointment(appointment, party, services.clock.now(), format.money),
      justBooked: req.query.booked === "1" && appointment.status === "booked",
      ...(late && isTooLate(details, late) && { notice: { tone: "warning", text: TOO_LATE[late] } }),
    });
  });

  return router;
}

function isTooLate({ canReschedule, canCancel }: AppointmentDetails, wanted: keyof typeof TOO_LATE): boolean {
  return wanted === "move" ? !canReschedule : !canCancel;
}
