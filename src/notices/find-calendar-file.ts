import { authorize, type Person } from "../access/permissions.js";
import { wasBooked } from "../appointments/appointment-rules.js";
import { findAppointment } from "../appointments/find-appointments.js";
import { NotFound } from "../platform/errors.js";
import type { Services } from "../services.js";
import { makeCalendarFile } from "./make-calendar-file.js";

/** The present calendar file of the actor's own appointment. Throws NotFound before it is booked. */
export async function findCalendarFile(services: Services, actor: Person, appointmentId: string): Promise<string> {
  const appointment = await findAppointment(actor, appointmentId);
  authorize(actor, "appointment.calendar", appointment);
  if (!wasBooked(appointment)) throw new NotFound();
  return makeCalendarFile(services, appointment).content;
}
