import mongoose from "mongoose";
import type { Person } from "../access/permissions.js";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { BOOKED_ONCE } from "../appointments/appointment-rules.js";
import type { Payment } from "../payments/payment-model.js";

const SHOWN = 10;
const FIELDS = { startsAt: 1, chargeId: 1, payBy: 1, priceCents: 1, paidDirectlyAt: 1, status: 1 } as const;

/** What a client has paid, on the site or directly, for a session with the actor. */
export interface ClientPayment {
  appointmentId: string;
  startsAt: Date;
  paidAmount: number;
  /** "owed": to be paid directly, and not marked as paid. */
  way: "site" | "direct" | "owed";
  /** Returned by the site, or on its way back. */
  refundCents: number;
}

export interface ClientPayments {
  /** Those for the latest sessions, latest first. */
  latest: ClientPayment[];
  /** How many of them were paid. */
  paid: number;
  count: number;
  paidAmount: number;
  refundCents: number;
}

type PaidSession = Pick<Appointment, "_id" | keyof typeof FIELDS> & { payments: Payment[] };

/** Asks for the sessions that a client has paid, or owes directly, to the actor, for `clientPaymentsFrom`. */
export function paidSessions({ id }: Person, clientId: string): mongoose.Aggregate<PaidSession[]> {
  const direct = { payBy: "direct", status: { $in: [...BOOKED_ONCE] } };
  return AppointmentModel.aggregate<PaidSession>([
    {
      $match: {
        counsellorId: new mongoose.Types.ObjectId(id),
        clientId: new mongoose.Types.ObjectId(clientId),
        $or: [{ chargeId: { $exists: true } }, direct],
      },
    },
    { $sort: { startsAt: -1 } },
    { $project: FIELDS },
    { $lookup: { from: "payments", localField: "_id", foreignField: "appointmentId", as: "payments" } },
  ]);
}

/** What a client has paid, or owes directly, for these sessions. */
export function clientPaymentsFrom(sessions: PaidSession[]): ClientPayments {
  const all = sessions.flatMap(viewPayment);
  const sum = (amountOf: (payment: ClientPayment) => number): number =>
    all.reduce((total, payment) => total + amountOf(payment), 0);
  return {
    latest: all.slice(0, SHOWN),
    paid: all.filter(({ way }) => way !== "owed").length,
    count: all.length,
    paidAmount: sum(({ paidAmount }) => paidAmount),
    refundCents: sum(({ refundCents }) => refundCents),
  };
}

function viewPayment(session: PaidSession): ClientPayment[] {
  const { _id, startsAt, chargeId } = session;
  const payment = session.payments.find((one) => chargeId !== undefined && one.chargeId === chargeId);
  if (session.payBy === "direct") return viewDirect(session);
  if (!payment) return [];
  const { amountCents: paidAmount, refund } = payment;
  return [{ appointmentId: String(_id), startsAt, paidAmount, way: "site", refundCents: refund?.cents ?? 0 }];
}

function viewDirect({ _id, startsAt, priceCents, paidDirectlyAt, status }: PaidSession): ClientPayment[] {
  const session = { appointmentId: String(_id), startsAt, refundCents: 0 };
  if (paidDirectlyAt) return [{ ...session, paidAmount: priceCents, way: "direct" }];
  return status === "completed" ? [{ ...session, paidAmount: 0, way: "owed" }] : [];
}
