import type { Person } from "../access/permissions.js";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { PaymentModel, type Payment } from "../payments/payment-model.js";
import { among, present } from "../platform/queries.js";

const SHOWN = 10;

/** What a client has paid on the site for a session with the actor. */
export interface ClientPayment {
  appointmentId: string;
  startsAt: Date;
  paidCents: number;
  /** Returned, or on its way back. */
  refundCents: number;
}

export interface ClientPayments {
  /** Those for the latest sessions, latest first. */
  latest: ClientPayment[];
  count: number;
  paidCents: number;
  refundCents: number;
}

type PaidSession = Pick<Appointment, "_id" | "startsAt" | "chargeId">;

/** What a client has paid on the site for sessions with the actor. */
export async function findClientPayments({ id: counsellorId }: Person, clientId: string): Promise<ClientPayments> {
  const paid = { counsellorId, clientId, chargeId: present };
  const sessions: PaidSession[] = await AppointmentModel.find(paid, { startsAt: 1, chargeId: 1 })
    .sort({ startsAt: -1 })
    .lean();
  const charges = sessions.flatMap(({ chargeId }) => chargeId ?? []);
  const payments = charges.length === 0 ? [] : await PaymentModel.find({ chargeId: among(charges) }).lean();
  const paymentOf = new Map(payments.map((payment) => [payment.chargeId, payment]));
  const all = sessions.flatMap((session) => viewPayment(session, paymentOf.get(session.chargeId)));
  const sum = (amountOf: (payment: ClientPayment) => number): number =>
    all.reduce((total, payment) => total + amountOf(payment), 0);
  return {
    latest: all.slice(0, SHOWN),
    count: all.length,
    paidCents: sum(({ paidCents }) => paidCents),
    refundCents: sum(({ refundCents }) => refundCents),
  };
}

function viewPayment({ _id, startsAt }: PaidSession, payment: Payment | undefined): ClientPayment[] {
  if (!payment) return [];
  const { amountCents: paidCents, refund } = payment;
  return [{ appointmentId: String(_id), startsAt, paidCents, refundCents: refund?.cents ?? 0 }];
}
