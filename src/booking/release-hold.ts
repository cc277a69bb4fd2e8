import type mongoose from "mongoose";
import { authorize, type Person } from "../access/permissions.js";
import { PaymentModel } from "../payments/payment-model.js";
import type { Services } from "../services.js";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { among } from "../platform/queries.js";

/** Gives a held time back at its client's word. Should a payment for it still arrive, it is returned. */
export async function releaseHold(services: Services, actor: Person, appointmentId: string): Promise<void> {
  const appointment = await AppointmentModel.findById(appointmentId).lean();
  authorize(actor, "appointment.pay", appointment);
  await releaseHolds(services, { _id: appointment._id });
}

/** Gives back the holds among these appointments. That they are not wanted is written down before they are gone. */
export async function releaseHolds(services: Services, which: mongoose.QueryFilter<Appointment>): Promise<void> {
  const held = { ...which, status: "held" as const };
  const holds = await AppointmentModel.find(held, { counsellorId: 1 }).lean();
  if (holds.length === 0) return;
  const ids = among(holds.map(({ _id }) => _id));
  await PaymentModel.updateMany({ appointmentId: ids, status: "pending" }, { $set: { givenUp: true } });
  await AppointmentModel.deleteMany({ _id: ids, status: "held" });
  for (const { counsellorId } of holds) await services.changed(counsellorId);
}
