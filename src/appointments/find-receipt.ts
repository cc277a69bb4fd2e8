import { authorize, type Person } from "../access/permissions.js";
import { CounsellorModel } from "../profiles/counsellor-model.js";
import { PaymentModel, type Payment } from "../payments/payment-model.js";
import { NotFound } from "../platform/errors.js";
import { findAppointment } from "./find-appointments.js";
import type { AppointmentView } from "./with-people.js";

export interface Receipt {
  /** Its number, by which the client can refer to it. */
  number: string;
  appointment: AppointmentView;
  payment: Payment;
  /** The counsellor's, as insurers ask for them. */
  credentials: string;
}

/** What a client paid for an appointment, and what came back. Throws NotFound while nothing was paid. */
export async function findReceipt(actor: Person, appointmentId: string): Promise<Receipt> {
  const appointment = await findAppointment(actor, appointmentId);
  authorize(actor, "appointment.receipt", appointment);
  const { _id, chargeId, counsellorId } = appointment;
  const [payment, counsellor] = await Promise.all([
    chargeId ? PaymentModel.findOne({ appointmentId: _id, chargeId }).lean() : null,
    CounsellorModel.findById(counsellorId, { credentials: 1 }).lean(),
  ]);
  if (!payment) throw new NotFound();
  return {
    number: payment._id.toString().slice(-12).toUpperCase(),
    appointment,
    payment,
    credentials: counsellor?.credentials ?? "",
  };
}
