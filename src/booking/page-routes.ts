import { Router } from "express";
import type { Services } from "../services.js";
import { format } from "../web/format.js";
import { allow, recordId } from "../web/guards.js";
import { person } from "../web/passport.js";
import { goTo, show } from "../web/respond.js";
import { readInput } from "../web/read-form.js";
import { lateQuery } from "./booking-forms.js";
import { describeInvoices, type InvoiceLink } from "./describe-invoices.js";
import { describePage } from "./describe-page.js";
import { describePaying } from "./describe-paying.js";
import { findAppointmentDetails, type AppointmentDetails } from "./find-appointment-details.js";

const TOO_LATE = {
  move: "This session can no longer be moved.",
  cancel: "This session can no longer be cancelled.",
};

/** A session's invoices, oldest first. Invoices answer this, in a folder above. */
export type FindInvoices = (appointmentId: string) => Promise<InvoiceLink[]>;

/** The page of an appointment. */
export function pageRoutes(services: Services, findInvoices: FindInvoices): Router {
  const router = Router();

  router.get("/appointments/:id", allow("appointment.see"), async (req, res) => {
    const [details, invoices] = await Promise.all([
      findAppointmentDetails(services, person(req), recordId(req)),
      findInvoices(recordId(req)),
    ]);
    const { appointment } = details;
    if (appointment.status === "held") return goTo(res, `/appointments/${String(appointment.holdId)}/checkout`);
    const page = describePage(details, person(req), services.clock.now(), format);
    const { late } = readInput(lateQuery, req.query);
    await show(res, "appointments/appointment", {
      title: "Appointment",
      ...details,
      ...page,
      invoices: describeInvoices(appointment, page.party, invoices),
      steps: describePaying(appointment).steps,
      justBooked: req.query.booked === "1" && appointment.status === "booked",
      justMoved: req.query.moved === "1" && appointment.status === "booked",
      ...(late && isTooLate(details, late) && { notice: { tone: "warning", text: TOO_LATE[late] } }),
    });
  });

  return router;
}

function isTooLate({ canReschedule, canCancel }: AppointmentDetails, wanted: keyof typeof TOO_LATE): boolean {
  return wanted === "move" ? !canReschedule : !canCancel;
}
