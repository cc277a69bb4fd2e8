import type { Person } from "../access/permissions.js";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { BOOKED_ONCE } from "../appointments/appointment-rules.js";
import { PaymentModel, type Payment } from "../payments/payment-model.js";
import { among, present } from "../platform/queries.js";

const SHOWN = 10;
const FIELDS = { startsAt: 1, chargeId: 1, payBy: 1, priceCents: 1, paidDirectlyAt: 1, status: 1 } as const;

/** What a client has paid, on the site or directly, for a session with the actor. */
export interface ClientPayment {
  appointmentId: string;
  startsAt: Date;
  paidCents: number;
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
  paidCents: number;
  refundCents: number;
}

type PaidSession = Pick<
  Appointment,
  "_id" | "startsAt" | "chargeId" | "payBy" | "priceCents" | "paidDirectlyAt" | "status"
>;

/** What a client has paid, or owes directly, for sessions with the actor. */
export async function findClientPayments({ id: counsellorId }: Person, clientId: string): Promise<ClientPayments> {
  const direct = { payBy: "direct" as const, status: among(BOOKED_ONCE) };
  const paid = { counsellorId, clientId, $or: [{ chargeId: present }, direct] };
  const sessions: PaidSession[] = await AppointmentModel.find(paid, FIELDS).sort({ startsAt: -1 }).lean();
  const charges = sessions.flatMap(({ chargeId }) => chargeId ?? []);
  const payments = charges.length === 0 ? [] : await PaymentModel.find({ chargeId: among(charges) }).lean();
  const paymentOf = new Map(payments.map((payment) => [payment.chargeId, payment]));
  const all = sessions.flatMap((session) => viewPayment(session, paymentOf.get(session.chargeId)));
  const sum = (amountOf: (payment: ClientPayment) => number): number =>
    all.reduce((total, payment) => total + amountOf(payment), 0);
  return {
    latest: all.slice(0, SHOWN),
    paid: all.filter(({ way }) => way !== "owed").length,
    count: all.length,
    paidCents: sum(({ paidCents }) => paidCents),
    refundCents: sum(({ refundCents }) => refundCents),
  };
}

function viewPayment(session: PaidSession, payment: Payment | undefined): ClientPayment[] {
  const { _id, startsAt } = session;
  if (session.payBy === "direct") return viewDirect(session);
  if (!payment) return [];
  const { amountCents: paidCents, refund } = payment;
  return [{ appointmentId: String(_id), startsAt, paidCents, way: "site", refundCents: refund?.cents ?? 0 }];
}

function viewDirect({ _id, startsAt, priceCents, paidDirectlyAt, status }: PaidSession): ClientPayment[] {
  const session = { appointmentId: String(_id), startsAt, refundCents: 0 };
  if (paidDirectlyAt) return [{ ...session, paidCents: priceCents, way: "direct" }];
  return status === "completed" ? [{ ...session, paidCents: 0, way: "owed" }] : [];
}
