import { Router, type Request, type Response } from "express";
import { findAppointment } from "../appointments/find-appointments.js";
import type { Services } from "../services.js";
import { allow, recordId } from "../web/guards.js";
import { person } from "../web/passport.js";
import { emptyForm, form, type FormState } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { blockClient } from "./block-client.js";
import { blockForm } from "./booking-forms.js";

/** Stopping and allowing further bookings by the client of an appointment. */
export function blockRoutes(services: Services): Router {
  const router = Router();

  router.get("/appointments/:id/block", allow("client.block"), (req, res) => showBlock(req, res, emptyForm));

  router.post(
    "/appointments/:id/block",
    allow("client.block"),
    form(blockForm, showBlock, async (req, res, { blocked }) => {
      await blockClient(services, person(req), { appointmentId: recordId(req), isBlocked: blocked === "yes" });
      goTo(res, `/appointments/${recordId(req)}`);
    }),
  );

  return router;
}

async function showBlock(req: Request, res: Response, state: FormState): Promise<void> {
  const appointment = await findAppointment(person(req), recordId(req));
  const title = `Stop bookings from ${appointment.clientName}?`;
  const words = { name: appointment.clientName, address: `/appointments/${appointment.id}` };
  await show(res, "booking/block", { title, ...words, form: state });
}
