import { authorize, type Person } from "../access/permissions.js";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { isRoomOpen, wasBooked } from "../appointments/appointment-rules.js";
import { Conflict, NotFound } from "../platform/errors.js";
import type { Services } from "../services.js";

/** Finds the appointment whose room this person may enter while it is open. Throws NotFound. */
export async function findRoom(actor: Person, appointmentId: string): Promise<Appointment> {
  const appointment = await AppointmentModel.findById(appointmentId).lean();
  authorize(actor, "room.join", appointment);
  if (!wasBooked(appointment)) throw new NotFound();
  return appointment;
}

/** The same, but throws Conflict unless its room is open now. */
export async function findOpenRoom(services: Services, actor: Person, appointmentId: string): Promise<Appointment> {
  const appointment = await findRoom(actor, appointmentId);
  if (!isRoomOpen(appointment, services.clock.now())) throw new Conflict("This session room is not open now.");
  return appointment;
}
